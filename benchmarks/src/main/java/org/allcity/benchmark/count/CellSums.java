package org.allcity.benchmark.count;

import java.util.Arrays;

/** Sums by cell: an open-addressing table of longs. A sum that came to zero stays in it, until it is cleared. */
public final class CellSums {

    private static final int FIRST_CAPACITY = 1 << 12;

    private long[] cells;
    private int[] sums;
    private int size;

    public CellSums() {
        this(FIRST_CAPACITY);
    }

    private CellSums(int capacity) {
        cells = new long[capacity];
        sums = new int[capacity];
    }

    public int size() {
        return size;
    }

    public void add(long cell, int amount) {
        int slot = slot(cell);
        if (cells[slot] == 0) {
            if (size * 2 > cells.length) {
                grow();
                slot = slot(cell);
            }
            cells[slot] = cell;
            size++;
        }
        sums[slot] += amount;
    }

    public int get(long cell) {
        return sums[slot(cell)];
    }

    /** All cells that were added to, in ascending order. */
    public long[] sortedCells() {
        long[] sorted = new long[size];
        int n = 0;
        for (long cell : cells) {
            if (cell != 0) {
                sorted[n++] = cell;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    public interface Each {
        void cell(long cell, int sum);
    }

    public void forEach(Each each) {
        for (int slot = 0; slot < cells.length; slot++) {
            if (cells[slot] != 0) {
                each.cell(cells[slot], sums[slot]);
            }
        }
    }

    public void clear() {
        Arrays.fill(cells, 0);
        Arrays.fill(sums, 0);
        size = 0;
    }

    // A cell is never 0: its date is not.
    private int slot(long cell) {
        int mask = cells.length - 1;
        int slot = (int) (cell * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (cells[slot] != 0 && cells[slot] != cell) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        CellSums larger = new CellSums(cells.length * 2);
        forEach((cell, sum) -> larger.add(cell, sum));
        cells = larger.cells;
        sums = larger.sums;
    }
}
