package org.allcity.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder that keeps everything of one local city. While it is open, no other {@code ./run} can open it. */
final class DataFolder implements AutoCloseable {

    /** The layout below this folder. Raise it when an older {@code ./run} could not read what a newer one wrote. */
    static final int VERSION = 1;

    private static final String VERSION_FILE = "VERSION";
    private static final String LOCK_FILE = "lock";
    /** What a start that was cut short may leave without a version. */
    private static final Set<String> BEFORE_VERSION = Set.of(LOCK_FILE);

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /** Opens the folder, making it on first use; refuses one that is in use, of another version or not ours. */
    static DataFolder open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        FileChannel lockFile = null;
        try {
            Files.createDirectories(root);
            root = root.toRealPath();
            requireOursOrEmpty(root);
            lockFile = FileChannel.open(root.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                throw new StartRefusedException("Data folder " + root + ": in use by another ./run"
                        + " (stop that one, or give this one a folder of its own with --data)");
            }
            requireVersion(root);
            return new DataFolder(root, lockFile);
        } catch (IOException e) {
            closeQuietly(lockFile, e);
            throw new StartRefusedException("Data folder " + root + ": cannot be written, " + reason(e)
                    + " (make it writable, or name another with --data)", e);
        } catch (StartRefusedException e) {
            closeQuietly(lockFile, e);
            throw e;
        }
    }

    Path root() {
        return root;
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path redis() {
        return root.resolve("redis");
    }

    Path simulator() {
        return root.resolve("simulator");
    }

    /** Whether figures of a simulated city are among its data. */
    boolean wasSimulated() {
        return Files.exists(simulator());
    }

    Path log() {
        return root.resolve("log");
    }

    Path pseudonymKey() {
        return root.resolve("pseudonym.key");
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException("lock of " + root + " not released", e);
        }
    }

    /** So that {@code --data ~} does not fill a folder of something else. */
    private static void requireOursOrEmpty(Path root) throws IOException {
        if (Files.exists(root.resolve(VERSION_FILE), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.list(root)) {
            if (files.anyMatch(file -> !BEFORE_VERSION.contains(file.getFileName().toString()))) {
                throw new StartRefusedException("Data folder " + root + ": holds files but no " + VERSION_FILE
                        + " (expected: an empty folder, or one that ./run made)");
            }
        }
    }

    private static void requireVersion(Path root) throws IOException {
        Path file = root.resolve(VERSION_FILE);
        if (Files.notExists(file)) {
            Files.writeString(file, VERSION + "\n");
        }
        String found = Files.readString(file).strip();
        if (!found.equals(Integer.toString(VERSION))) {
            throw new StartRefusedException("Data folder " + root + ": version " + shortened(found) + " (expected: " + VERSION
                    + "; use the release that made it, or another folder with --data)");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very JVM
        }
    }

    private static void closeQuietly(@Nullable FileChannel file, Exception reason) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }

    private static String shortened(String found) {
        String printable = found.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 20 ? printable : printable.substring(0, 20) + "…";
    }
}
