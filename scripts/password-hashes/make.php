<?php
// Prints hashes that PHP makes: which one, the password in hexadecimal digits, and the hash.

foreach (array_slice($argv, 1) as $argument) {
    $password = hex2bin($argument);
    $kinds = array_intersect([PASSWORD_BCRYPT, 'argon2i', 'argon2id'], password_algos());
    foreach ($kinds as $kind) {
        echo implode("\t", ["PHP " . PHP_VERSION . " password_hash $kind", $argument, password_hash($password, $kind)]), "\n";
    }
}
