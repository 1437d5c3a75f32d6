-- What was imported from another Sendook. A line stays when what it is about is gone, so that an import that is run again does not
-- bring back what was deleted here.
CREATE TABLE imported_documents (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, id)
);

-- Imports find organizations by name.
CREATE INDEX organizations_by_name ON organizations (name);
