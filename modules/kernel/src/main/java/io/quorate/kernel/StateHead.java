package io.quorate.kernel;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.state.Keys;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.util.List;

/** The rows without which no kernel begins: damage among them has to be met while the state can still be put away. */
public final class StateHead {
    private StateHead() {}

    /**
     * Reads them all.
     *
     * @throws io.quorate.storage.DamagedStateException one of them is damaged
     */
    public static void read(StateStore store) {
        for (byte[] key : List.of(Keys.kernel(), Keys.members(), Keys.configuration())) {
            store.get(key);
        }
        try (RowCursor namespaces = store.scan(Keys.namespaces(), KeyBytes.successor(Keys.namespaces()))) {
            while (namespaces.next()) {
                namespaces.value();
            }
        }
    }
}
