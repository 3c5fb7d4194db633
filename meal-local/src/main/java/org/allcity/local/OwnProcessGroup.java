package org.allcity.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts a command outside the terminal's process group. Ctrl-C goes to the whole group: without this Redis would be gone
 * before the apps that write to it had ended.
 */
final class OwnProcessGroup {

    private OwnProcessGroup() {
    }

    static List<String> command(String... command) {
        List<String> words = new ArrayList<>();
        if (isOnPath("setsid")) {
            words.add("setsid");
        } else if (isOnPath("perl")) { // macOS has no setsid
            words.addAll(List.of("perl", "-e", "setpgrp(0, 0); exec @ARGV or die $!", "--"));
        }
        words.addAll(List.of(command));
        return words;
    }

    private static boolean isOnPath(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, name)));
    }
}
