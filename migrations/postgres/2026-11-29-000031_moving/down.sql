DROP INDEX organizations_by_name;
DROP TABLE imported_documents;
