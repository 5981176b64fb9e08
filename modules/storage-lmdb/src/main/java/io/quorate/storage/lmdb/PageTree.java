package io.quorate.storage.lmdb;

import static io.quorate.storage.lmdb.StoreFile.require;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quorate.storage.lmdb.MetaPage.Tree;
import io.quorate.storage.lmdb.StoreFile.Damage;
import io.quorate.storage.lmdb.StoreFile.Pages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All pages of a file's newest transaction: each lies in one tree or is free, keys are in order and where their branches say, nodes
 * are inside their pages, and the values in them have their checksums. Values that are long enough for pages of their own are not
 * read: who reads them finds out.
 *
 * <pre>
 * page: 0 number u64 | 8 pad u16 | 10 flags u16 | 12 lower u16, 14 upper u16, or pages of an overflow u32 | 16 offsets of nodes u16
 * node: 0 low u16 | 2 high u16 | 4 flags u16 | 6 key bytes u16 | 8 key | data, or the page that the data begins in u64
 * </pre>
 */
final class PageTree {
    private static final int HEADER_BYTES = 16;
    private static final int NODE_BYTES = 8;
    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int OVERFLOW = 4;
    private static final int KIND = BRANCH | LEAF | OVERFLOW | 0xffe8;
    private static final int IN_OVERFLOW = 1;
    private static final int IS_TREE = 2;
    private static final int INTEGER_KEYS = 8;
    private static final int MAX_DEPTH = 32;
    private static final int FIRST_PAGE = 2;

    private final Pages pages;
    private final MetaPage meta;
    private final BitSet seen = new BitSet();
    private long seenCount = FIRST_PAGE;

    PageTree(Pages pages, MetaPage meta) {
        this.pages = pages;
        this.meta = meta;
    }

    /** Told each row whose value was read. */
    private interface Rows {
        void row(byte[] key, ByteBuffer value) throws Damage;
    }

    /**
     * How a tree is read.
     *
     * @param flags of each of its rows
     * @param longValues whether values that have pages of their own are read too
     */
    private record Reading(int flags, boolean longValues, Rows rows) {}

    /** Pages and rows of a tree as they are found. */
    private static final class Count {
        private long branches;
        private long leaves;
        private long overflows;
        private long entries;
    }

    void check() throws IOException, Damage {
        require(
                meta.lastPage() >= 1 && meta.lastPage() < Integer.MAX_VALUE,
                "its last page is said to be " + meta.lastPage());
        TreeMap<String, Tree> tables = new TreeMap<>();
        require(
                meta.tables().flags() == 0,
                "the table of tables has flags " + meta.tables().flags());
        walk(meta.tables(), new Reading(IS_TREE, true, (key, value) -> {
            require(value.remaining() == Tree.BYTES, "the table of tables has an entry that is no table");
            tables.put(new String(key, US_ASCII), Tree.read(value, 0));
        }));
        require(
                tables.isEmpty() || tables.keySet().equals(Set.of(LmdbFile.META_TABLE, LmdbFile.ROW_TABLE)),
                "its tables are " + tables.keySet());
        for (Tree table : tables.values()) {
            require(table.flags() == 0, "a table has flags " + table.flags());
            walk(table, new Reading(0, false, PageTree::checkSum));
        }
        // Not those of other trees: LMDB keeps flags of the file there as well.
        require(
                (meta.free().flags() & INTEGER_KEYS) != 0,
                "the list of free pages has flags " + meta.free().flags());
        walk(meta.free(), new Reading(0, true, this::free));
        require(
                seenCount == meta.lastPage() + 1,
                "it has " + (meta.lastPage() + 1) + " pages, and " + seenCount + " are used or free");
    }

    private static void checkSum(byte[] key, ByteBuffer value) throws Damage {
        require(
                StoredValue.isSound(key, value),
                "the checksum of the value of key " + HexFormat.of().formatHex(key) + " does not fit");
    }

    /** The pages that a transaction has freed: a count, and so many numbers. */
    private void free(byte[] key, ByteBuffer value) throws Damage {
        require(key.length == Long.BYTES, "an entry of the list of free pages has a wrong form");
        long count = value.remaining() < Long.BYTES ? -1 : value.getLong();
        require(
                count >= 0 && value.remaining() >= count * Long.BYTES,
                "the list of free pages has an entry of " + count + " pages in " + value.remaining() + " bytes");
        for (long i = 0; i < count; i++) {
            see(value.getLong(), 1);
        }
    }

    private void walk(Tree tree, Reading reading) throws IOException, Damage {
        Count count = new Count();
        require(
                (tree.root() == Tree.NO_ROOT) == (tree.depth() == 0) && tree.depth() <= MAX_DEPTH,
                "a tree of depth " + tree.depth() + " has its root in page " + tree.root());
        if (tree.depth() > 0) {
            walk(tree, tree.root(), 1, null, null, count, reading);
        }
        require(
                count.branches == tree.branches()
                        && count.leaves == tree.leaves()
                        && count.overflows == tree.overflows()
                        && count.entries == tree.entries(),
                "a tree has other numbers of pages and rows than it is said to have: " + tree);
    }

    /**
     * A page and all below it.
     *
     * @param from the lowest key that may lie here; null for any
     * @param to all keys are below; null for no bound
     */
    private void walk(
            Tree tree,
            long number,
            int level,
            byte @Nullable [] from,
            byte @Nullable [] to,
            Count count,
            Reading reading)
            throws IOException, Damage {
        see(number, 1);
        ByteBuffer page = pages.read(number * meta.pageBytes(), meta.pageBytes());
        boolean leaf = level == tree.depth();
        header(page, number, leaf ? LEAF : BRANCH);
        int lower = page.getShort(12) & 0xffff;
        int upper = page.getShort(14) & 0xffff;
        require(
                lower >= HEADER_BYTES && lower <= upper && upper <= page.capacity() && lower % 2 == 0,
                "page " + number + " has its nodes between " + lower + " and " + upper);
        int nodes = (lower - HEADER_BYTES) / 2;
        require(nodes >= (leaf ? 1 : 2), "page " + number + " has " + nodes + " nodes");
        byte[][] keys = new byte[nodes][];
        int used = 0;
        for (int i = 0; i < nodes; i++) {
            int node = node(page, i);
            require(
                    node >= upper && node + NODE_BYTES <= page.capacity(),
                    "page " + number + " has node " + i + " at byte " + node);
            int keyBytes = page.getShort(node + 6) & 0xffff;
            int dataBytes = leaf ? inPage(page, node) : 0;
            require(
                    dataBytes >= 0 && node + NODE_BYTES + keyBytes + dataBytes <= page.capacity(),
                    "page " + number + " ends within its node " + i);
            used += NODE_BYTES + keyBytes + dataBytes + (keyBytes + dataBytes) % 2;
            keys[i] = new byte[keyBytes];
            page.get(node + NODE_BYTES, keys[i]);
            // The first key of a branch stands for whatever is lowest, and is not looked at.
            if (leaf || i > 0) {
                boolean follows = (i == 0 || (i == 1 && !leaf))
                        ? from == null || order(tree, from, keys[i]) <= 0
                        : order(tree, keys[i - 1], keys[i]) < 0;
                require(
                        follows && (to == null || order(tree, keys[i], to) < 0),
                        "page " + number + " has the key of node " + i + " out of order");
            }
        }
        require(
                used == page.capacity() - upper,
                "page " + number + " has " + used + " bytes of nodes from byte " + upper);
        if (leaf) {
            count.leaves++;
            count.entries += nodes;
            for (int i = 0; i < nodes; i++) {
                row(page, node(page, i), keys[i], count, reading);
            }
        } else {
            count.branches++;
            for (int i = 0; i < nodes; i++) {
                walk(
                        tree,
                        child(page, node(page, i)),
                        level + 1,
                        i == 0 ? from : keys[i],
                        i + 1 < nodes ? keys[i + 1] : to,
                        count,
                        reading);
            }
        }
    }

    private static int order(Tree tree, byte[] one, byte[] other) throws Damage {
        if ((tree.flags() & INTEGER_KEYS) == 0) {
            return Arrays.compareUnsigned(one, other);
        }
        require(
                one.length == Long.BYTES && other.length == Long.BYTES,
                "the list of free pages has a key of another form");
        return Long.compareUnsigned(integer(one), integer(other));
    }

    private static long integer(byte[] key) {
        return Long.reverseBytes(ByteBuffer.wrap(key).getLong());
    }

    private static int node(ByteBuffer page, int index) {
        return page.getShort(HEADER_BYTES + 2 * index) & 0xffff;
    }

    /** Where a branch leads: 48 bits, of which the flags have the upper ones. */
    private static long child(ByteBuffer page, int node) {
        return (dataBytes(page, node) & 0xffffffffL) | ((page.getShort(node + 4) & 0xffffL) << 32);
    }

    private static int dataBytes(ByteBuffer page, int node) {
        return page.getInt(node);
    }

    private static boolean isInOverflow(ByteBuffer page, int node) {
        return (page.getShort(node + 4) & IN_OVERFLOW) != 0;
    }

    private static int inPage(ByteBuffer page, int node) {
        return isInOverflow(page, node) ? Long.BYTES : Math.min(dataBytes(page, node), page.capacity());
    }

    private void row(ByteBuffer page, int node, byte[] key, Count count, Reading reading) throws IOException, Damage {
        int flags = page.getShort(node + 4) & 0xffff & ~IN_OVERFLOW;
        require(flags == reading.flags, "the entry of key " + HexFormat.of().formatHex(key) + " has flags " + flags);
        int at = node + NODE_BYTES + key.length;
        int bytes = dataBytes(page, node);
        if (!isInOverflow(page, node)) {
            reading.rows.row(key, page.slice(at, bytes).order(page.order()));
            return;
        }
        long first = page.getLong(at);
        int pageCount = (HEADER_BYTES - 1 + bytes) / page.capacity() + 1;
        require(bytes >= 0, "a value of " + bytes + " bytes begins in page " + first);
        see(first, pageCount);
        count.overflows += pageCount;
        int read = reading.longValues ? bytes : 0;
        ByteBuffer overflow = pages.read(first * page.capacity(), HEADER_BYTES + read);
        header(overflow, first, OVERFLOW);
        require(
                overflow.getInt(12) == pageCount,
                "page " + first + " begins a value of " + overflow.getInt(12) + " pages, which has " + pageCount);
        if (reading.longValues) {
            reading.rows.row(key, overflow.slice(HEADER_BYTES, bytes).order(page.order()));
        }
    }

    private static void header(ByteBuffer page, long number, int kind) throws Damage {
        int flags = page.getShort(10) & 0xffff;
        require(page.getLong(0) == number, "page " + number + " says that it is page " + page.getLong(0));
        require((flags & KIND) == kind, "page " + number + " has flags " + flags + " where " + kind + " is right");
    }

    /** Each page has one use. */
    private void see(long first, int count) throws Damage {
        require(
                first >= FIRST_PAGE && first + count - 1 <= meta.lastPage(),
                "page " + first + " is used, and the last one is " + meta.lastPage());
        for (int page = (int) first; page < first + count; page++) {
            require(!seen.get(page), "page " + page + " is used twice, or is used and free");
            seen.set(page);
        }
        seenCount += count;
    }
}
