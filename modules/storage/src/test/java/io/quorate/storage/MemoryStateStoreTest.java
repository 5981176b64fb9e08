package io.quorate.storage;

import static io.quorate.storage.Rows.mark;
import static io.quorate.storage.Rows.put;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStateStoreTest implements StateStoreContract {
    @Override
    public StateStore create() {
        return new MemoryStateStore();
    }

    @Override
    public StateStore reopened(StateStore closed) {
        return crashed(closed, true);
    }

    @Override
    public StateStore crashed(StateStore running, boolean lastFlushLost) {
        return ((MemoryStateStore) running).reopened(lastFlushLost);
    }

    @Test
    void aCrashMayTakeTheLastFlushButNotTheOneBefore() {
        MemoryStateStore store = new MemoryStateStore();
        for (int index = 1; index <= 3; index++) {
            put(store, "a", "v" + index);
            store.commit(mark(index));
            if (index < 3) {
                store.flush();
            }
        }

        assertEquals(mark(1), store.durable());
        assertEquals(List.of("a=v2"), Rows.of(store.reopened(false)));
        assertEquals(List.of("a=v1"), Rows.of(store.reopened(true)));
    }

    @Test
    void aReopenedStoreIsDurableAsFound() {
        MemoryStateStore store = new MemoryStateStore();
        put(store, "a", "1");
        store.commit(mark(1));
        store.flush();

        MemoryStateStore again = store.reopened(false);
        assertEquals(mark(1), again.durable());
        assertEquals(mark(1), again.reopened(true).applied());
    }
}
