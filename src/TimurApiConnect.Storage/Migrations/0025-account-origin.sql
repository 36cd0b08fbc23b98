-- origin: where an account's goods were read, and with which token: "https://api.al-style.kz/api/ c2FsdA==:9f86…". Of those from before nobody knows; they
-- are read again before anything is published.
ALTER TABLE account ADD COLUMN origin TEXT NOT NULL DEFAULT '';
