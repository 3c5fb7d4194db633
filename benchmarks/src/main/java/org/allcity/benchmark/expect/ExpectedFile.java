package org.allcity.benchmark.expect;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;

/**
 * Expected counts on disk, by scope in ascending order: the scope, the number of its fields, each field and its count; then the
 * scopes to watch while a contender is counting, and the points to be listed.
 */
public final class ExpectedFile {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;

    public ExpectedFile(Path file) {
        this.file = file;
    }

    /** Takes the counts of one scope; the arrays are only valid during the call. */
    public interface ScopeSink {
        void scope(long scope, int[] fields, int[] counts, int n);
    }

    /** What stands behind the counts. */
    public record Rest(long events, Set<Long> watched, Set<Long> points, Set<Long> allowedPoints) {}

    public void write(CellSums counts, Rest rest) {
        long[] cells = counts.sortedCells();
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(unfinished), BUFFER_BYTES), BUFFER_BYTES))) {
                for (int at = 0; at < cells.length; ) {
                    at = writeScope(out, counts, cells, at);
                }
                out.writeLong(0);
                out.writeLong(rest.events());
                write(out, rest.watched());
                write(out, rest.points());
                write(out, rest.allowedPoints());
            }
            Files.move(unfinished, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int writeScope(DataOutputStream out, CellSums counts, long[] cells, int from) throws IOException {
        long scope = Cells.scopeOf(cells[from]);
        int to = from;
        int n = 0;
        for (; to < cells.length && Cells.scopeOf(cells[to]) == scope; to++) {
            n += counts.get(cells[to]) == 0 ? 0 : 1;
        }
        out.writeLong(scope);
        out.writeShort(n);
        for (int at = from; at < to; at++) {
            int count = counts.get(cells[at]);
            if (count != 0) {
                out.writeShort(Cells.fieldOf(cells[at]));
                out.writeInt(count);
            }
        }
        return to;
    }

    private static void write(DataOutputStream out, Set<Long> scopes) throws IOException {
        out.writeInt(scopes.size());
        for (long scope : new TreeSet<>(scopes)) {
            out.writeLong(scope);
        }
    }

    /** Reads the counts, scope by scope, and then gives the rest. */
    public Rest read(ScopeSink sink) {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES), BUFFER_BYTES))) {
            int[] fields = new int[Cells.FIELDS];
            int[] counts = new int[Cells.FIELDS];
            for (long scope = in.readLong(); scope != 0; scope = in.readLong()) {
                int n = in.readUnsignedShort();
                for (int i = 0; i < n; i++) {
                    fields[i] = in.readUnsignedShort();
                    counts[i] = in.readInt();
                }
                sink.scope(scope, fields, counts, n);
            }
            return new Rest(in.readLong(), scopes(in), scopes(in), scopes(in));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static Set<Long> scopes(DataInputStream in) throws IOException {
        Set<Long> scopes = new java.util.HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            scopes.add(in.readLong());
        }
        return scopes;
    }
}
