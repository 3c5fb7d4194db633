package org.allcity.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The key behind the diners' pseudonyms, made once per data folder. With another key the same diner would be another person,
 * so a damaged file is refused, never replaced.
 */
final class PseudonymKey {

    private static final int BYTES = 32;
    /** By which ingest knows in production that a key was made to try things. */
    private static final String LOCAL = "10ca110ca1";

    private PseudonymKey() {
    }

    /** The key as hex, from the file, which is made if missing. */
    static String keptIn(Path file) {
        try {
            if (Files.notExists(file)) {
                make(file);
            }
            String key = Files.readString(file).strip();
            if (!key.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
                throw new StartRefusedException(file + ": not a pseudonym key (expected: " + 2 * BYTES
                        + " hex digits; put the file back from a copy, or start with another --data)");
            }
            return key;
        } catch (IOException e) {
            throw new StartRefusedException(file + ": cannot be read or made (expected: a file that only you can read)", e);
        }
    }

    private static void make(Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        // Written beside and moved, so that a start cut short leaves no half key.
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, ownerOnly(file));
        String text = LOCAL + HexFormat.of().formatHex(key).substring(LOCAL.length());
        Files.writeString(half, text + "\n", StandardOpenOption.WRITE);
        Files.move(half, file);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
