package io.quorate.kernel.read;

import io.quorate.codec.KeyBytes;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Says for people what keys belong to. */
public final class KeyPlaces {
    private KeyPlaces() {}

    /** What each key belongs to: a recipe's instance by its address, or a kind of the kernel's own rows. Reads all instances. */
    public static List<String> of(List<byte[]> keys, StoreSnapshot snapshot) {
        Map<Long, Optional<Address>> wanted = new HashMap<>();
        keys.forEach(key -> Keys.instanceIdOf(key).ifPresent(id -> wanted.put(id, Optional.empty())));
        if (!wanted.isEmpty()) {
            byte[] all = Keys.instances();
            try (RowCursor instances = snapshot.scan(all, KeyBytes.successor(all))) {
                while (instances.next()) {
                    long id = InstanceRow.decode(instances.value()).id();
                    wanted.computeIfPresent(id, (key, none) -> Optional.of(Keys.addressOfInstance(instances.key())));
                }
            }
        }
        return keys.stream().map(key -> place(key, wanted)).toList();
    }

    private static String place(byte[] key, Map<Long, Optional<Address>> instances) {
        OptionalLong id = Keys.instanceIdOf(key);
        if (id.isEmpty()) {
            return Keys.place(key);
        }
        return Objects.requireNonNull(instances.get(id.getAsLong()))
                .map(address -> Keys.place(key) + " of " + address.recipe() + " '" + address.instance()
                        + "' in namespace '" + address.namespace() + "'")
                .orElse(Keys.place(key) + " of instance " + id.getAsLong() + ", which has no name");
    }
}
