//! Java's own HTTP client offers `Upgrade: h2c` with the first request of every connection.

use std::path::Path;
use std::process::Command;

use crate::support::program::World;

/// What the client of Java 11 and newer does by default, on four threads.
const PROGRAM: &str = r#"
import java.net.URI;
import java.net.http.*;
import java.util.concurrent.atomic.*;

public class Ask {
    public static void main(String[] arguments) throws Exception {
        var failed = new AtomicInteger();
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
        var threads = new Thread[4];
        for (int at = 0; at < threads.length; at++) {
            threads[at] = new Thread(() -> {
                for (int count = 0; count < 500; count++) {
                    try {
                        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                        if (answer.statusCode() != 200) failed.incrementAndGet();
                    } catch (Exception error) {
                        failed.incrementAndGet();
                    }
                }
            });
            threads[at].start();
        }
        for (var thread : threads) thread.join();
        System.out.println("failed: " + failed.get());
    }
}
"#;

#[test]
#[ignore = "needs java 17; scripts/ci runs it where that is installed"]
fn two_thousand_requests_of_javas_client_succeed() {
    let world = World::new();
    let server = world.start(&[]);
    let program = world
        .database()
        .parent()
        .map(|folder| folder.join("Ask.java"));
    let program = program.unwrap_or_else(|| Path::new("Ask.java").to_owned());
    std::fs::write(&program, PROGRAM).unwrap();
    let url = format!("http://{}/health", server.address);
    let run = Command::new("java")
        .arg(&program)
        .arg(url)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&run.stdout).trim(),
        "failed: 0",
        "{run:?}"
    );
}
