package org.allcity.benchmark.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** As the manual of Streams advises: one cache and one budget of write buffers over all stores, and Bloom filters. */
public final class RocksDbSettings implements RocksDBConfigSetter {

    private static final LRUCache CACHE;
    private static final WriteBufferManager BUFFERS;

    static {
        RocksDB.loadLibrary();
        CACHE = new LRUCache(256L << 20, -1, false, 0.1);
        BUFFERS = new WriteBufferManager(192L << 20, CACHE);
    }

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setFilterPolicy(new BloomFilter(10, false));
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(32L << 20);
        options.setMaxWriteBufferNumber(3);
        options.setTableFormatConfig(table);
    }

    @Override
    public void close(String store, Options options) {
        // Cache and buffers are those of all stores.
    }
}
