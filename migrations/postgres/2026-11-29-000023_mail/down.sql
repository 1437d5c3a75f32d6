DROP TABLE mail_links;
DROP TABLE outgoing_mails;
