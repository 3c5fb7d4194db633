package org.allcity.counts;

import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.memory.InMemoryCountStores;

class InMemoryCountStoreTest extends CountStoreContract {

    private final InMemoryCountStores stores = new InMemoryCountStores(new InMemoryCountStore());

    @Override
    protected CountStores stores() {
        return stores;
    }

    @Override
    protected CountView view() {
        return stores;
    }
}
