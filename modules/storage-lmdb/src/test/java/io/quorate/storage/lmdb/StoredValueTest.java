package io.quorate.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.storage.Rows;
import io.quorate.storage.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoredValueTest {
    private static final Path FILE = Path.of("data.mdb");
    private static final byte[] KEY = Rows.bytes("1234");
    private static final byte[] VALUE = Rows.bytes("56789");

    private static ByteBuffer stored() {
        ByteBuffer stored = ByteBuffer.allocate(StoredValue.length(VALUE));
        StoredValue.write(KEY, VALUE, stored);
        return stored.flip();
    }

    /** e3069283 is the published check value of CRC32C, taken over "123456789". */
    @Test
    void keepsItsForm() {
        assertEquals("e3069283" + "3536373839", HexFormat.of().formatHex(stored().array()));
    }

    @Test
    void readsWhatItWrote() {
        assertArrayEquals(VALUE, StoredValue.read(KEY, stored(), FILE));
    }

    @Test
    void findsEveryFlippedBit() {
        for (int bit = 0; bit < stored().capacity() * 8; bit++) {
            ByteBuffer damaged = stored();
            damaged.put(bit / 8, (byte) (damaged.get(bit / 8) ^ 1 << bit % 8));
            StoreException error = assertThrows(StoreException.class, () -> StoredValue.read(KEY, damaged, FILE));
            assertTrue(error.getMessage().contains("31323334 in data.mdb"), error.getMessage());
        }
    }

    @Test
    void findsAValueThatIsCutShort() {
        for (int length = 0; length < stored().capacity(); length++) {
            ByteBuffer cut = stored().limit(length);
            assertThrows(StoreException.class, () -> StoredValue.read(KEY, cut, FILE));
        }
    }

    @Test
    void findsAValueUnderAWrongKey() {
        assertThrows(StoreException.class, () -> StoredValue.read(Rows.bytes("1235"), stored(), FILE));
    }
}
