package org.allcity.counts;

import org.allcity.counts.memory.InMemoryCountStore;

class InMemoryCountStoreTest extends CountStoreContract {

    private final InMemoryCountStore store = new InMemoryCountStore();

    @Override
    protected CountStore store() {
        return store;
    }

    @Override
    protected CountView view() {
        return store;
    }
}
