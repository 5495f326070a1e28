CREATE TABLE IF NOT EXISTS users (
    id varchar(255) PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    subscription_status varchar(50) NOT NULL DEFAULT 'free',
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS projects (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id varchar(255) NOT NULL REFERENCES users ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    description text,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS projects_of_user ON projects (user_id);

CREATE TABLE IF NOT EXISTS cams (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    cam_type varchar(50) NOT NULL CHECK (cam_type IN ('intake', 'exhaust')),
    lift numeric(5, 2) NOT NULL,
    duration integer NOT NULL,
    profile_points jsonb,
    created_at timestamp NOT NULL DEFAULT now(),
    updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS cams_of_project ON cams (project_id, name);
