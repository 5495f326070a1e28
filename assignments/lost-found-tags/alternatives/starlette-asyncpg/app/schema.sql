CREATE TABLE IF NOT EXISTS tags (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS lost_items (
    id serial PRIMARY KEY,
    name text NOT NULL,
    location text NOT NULL
);
CREATE TABLE IF NOT EXISTS found_items (
    id serial PRIMARY KEY,
    name text NOT NULL,
    location text NOT NULL
);
CREATE TABLE IF NOT EXISTS lostitem_tag (
    lost_item_id integer REFERENCES lost_items ON DELETE CASCADE,
    tag_id integer REFERENCES tags ON DELETE CASCADE,
    PRIMARY KEY (lost_item_id, tag_id)
);
CREATE TABLE IF NOT EXISTS founditem_tag (
    tag_id integer REFERENCES tags ON DELETE CASCADE,
    found_item_id integer REFERENCES found_items ON DELETE CASCADE,
    PRIMARY KEY (tag_id, found_item_id)
);
