package org.allcity.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configuration of the local Redis, written anew at each start. */
final class RedisConfig {

    private static final String FILE = "redis.conf";

    private RedisConfig() {
    }

    static Path file(Path folder) {
        return folder.resolve(FILE);
    }

    static Path write(Path folder, int port) throws IOException {
        return Files.write(file(folder), List.of(
                "# Written by ./run at each start: changes are lost.",
                "bind 127.0.0.1",
                "port " + port,
                "protected-mode yes",
                "daemonize no",
                "databases 1",
                "dir " + quoted(folder),
                "appendonly yes",
                "appendfsync everysec",
                // The append-only file is the copy on disk; snapshots beside it would only cost.
                "save \"\"",
                // Ledgers are mostly random ids, which do not compress.
                "rdbcompression no",
                "auto-aof-rewrite-min-size 512mb",
                // What is counted must never be dropped to make room.
                "maxmemory-policy noeviction",
                "loglevel notice",
                "logfile \"\"",
                // Keeps the path of this file in the process's command line, by which a left-over server is known.
                "set-proc-title no"));
    }

    private static String quoted(Path folder) {
        return '"' + folder.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
