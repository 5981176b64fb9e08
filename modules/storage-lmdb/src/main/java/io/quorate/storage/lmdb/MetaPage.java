package io.quorate.storage.lmdb;

import static io.quorate.storage.lmdb.StoreFile.require;

import io.quorate.storage.lmdb.StoreFile.Damage;
import io.quorate.storage.lmdb.StoreFile.Pages;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a transaction ended with, as LMDB 0.9 writes it on 64-bit machines.
 *
 * <pre>
 * 0 page header | 16 magic u32 | 20 version u32 | 24 address u64 | 32 map size u64 | 40 tree of free pages | 88 tree of tables |
 * 136 last page u64 | 144 transaction u64
 * </pre>
 */
record MetaPage(int pageBytes, Tree free, Tree tables, long lastPage, long transaction) {
    private static final int BYTES = 152;
    private static final int MAGIC = 0xBEEFC0DE;
    private static final int VERSION = 1;
    private static final int META_FLAG = 8;
    private static final int MIN_PAGE_BYTES = 512;
    private static final int MAX_PAGE_BYTES = 32 * 1024;

    /**
     * A B-tree.
     *
     * <pre>
     * 0 pad u32 | 4 flags u16 | 6 depth u16 | 8 branch pages u64 | 16 leaf pages u64 | 24 overflow pages u64 | 32 entries u64 |
     * 40 root u64, all ones when empty
     * </pre>
     */
    record Tree(int flags, int depth, long branches, long leaves, long overflows, long entries, long root) {
        static final int BYTES = 48;
        static final long NO_ROOT = -1;

        static Tree read(ByteBuffer bytes, int at) {
            return new Tree(
                    bytes.getShort(at + 4) & 0xffff,
                    bytes.getShort(at + 6) & 0xffff,
                    bytes.getLong(at + 8),
                    bytes.getLong(at + 16),
                    bytes.getLong(at + 24),
                    bytes.getLong(at + 32),
                    bytes.getLong(at + 40));
        }
    }

    /** The one that LMDB goes by; the two of a file take turns. */
    static MetaPage newest(Pages pages) throws IOException, Damage {
        MetaPage first = read(pages, 0);
        MetaPage second = read(pages, first.pageBytes);
        require(first.pageBytes == second.pageBytes, "its two meta pages tell of pages of different sizes");
        return first.transaction < second.transaction ? second : first;
    }

    private static MetaPage read(Pages pages, int at) throws IOException, Damage {
        ByteBuffer bytes = pages.read(at, BYTES);
        require(
                (bytes.getShort(10) & META_FLAG) != 0 && bytes.getInt(16) == MAGIC && bytes.getInt(20) == VERSION,
                "no meta page of LMDB at byte " + at);
        int pageBytes = bytes.getInt(40);
        require(
                pageBytes >= MIN_PAGE_BYTES && pageBytes <= MAX_PAGE_BYTES && Integer.bitCount(pageBytes) == 1,
                "pages of " + pageBytes + " bytes in the meta page at byte " + at);
        return new MetaPage(
                pageBytes, Tree.read(bytes, 40), Tree.read(bytes, 88), bytes.getLong(136), bytes.getLong(144));
    }
}
