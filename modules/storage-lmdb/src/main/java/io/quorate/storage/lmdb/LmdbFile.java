package io.quorate.storage.lmdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.LmdbNativeException;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/**
 * The file of a store: one table for the rows, one for the format and the applied mark.
 *
 * <p>Flags: NOMETASYNC saves a second sync per transaction and may lose the last one in a power loss, never more. NOSYNC
 * and WRITEMAP could leave a broken tree and are not used. NOTLS lets a read transaction move between threads.
 * NORDAHEAD as keys are read at random. The map is set once: growing it under a reader would end the process.
 */
final class LmdbFile implements AutoCloseable {
    static final int FORMAT = 1;
    static final String META_TABLE = "quorate.meta";
    static final String ROW_TABLE = "quorate.rows";
    static final byte[] FORMAT_KEY = "format".getBytes(US_ASCII);
    static final byte[] MARK_KEY = "mark".getBytes(US_ASCII);
    static final String REPAIR =
            "restore the directory from a backup, or move it away so that the node rebuilds it from its peers";

    private static final int MARK_BYTES = 2 * Long.BYTES;
    private static final EnvFlags[] FLAGS = {EnvFlags.MDB_NOMETASYNC, EnvFlags.MDB_NOTLS, EnvFlags.MDB_NORDAHEAD};

    private final Path file;
    private final long mapBytes;
    private final FileSteps steps;
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> meta;
    private final Dbi<ByteBuffer> rows;
    private final AppliedMark openedAt;
    private final Set<LmdbReader> readers = ConcurrentHashMap.newKeySet();

    private LmdbFile(Path file, long mapBytes, FileSteps steps, Env<ByteBuffer> env) throws IOException {
        this.file = file;
        this.mapBytes = mapBytes;
        this.steps = steps;
        this.env = env;
        coverLastPage();
        if (env.stat().entries == 0) {
            format();
        }
        meta = env.openDbi(META_TABLE);
        rows = env.openDbi(ROW_TABLE);
        try (Txn<ByteBuffer> txn = env.txnRead()) {
            checkFormat(txn);
            openedAt = readMark(txn);
        }
        steps.take("sync of the state that is opened", () -> env.sync(true));
    }

    /**
     * Opens or creates the file {@code data.mdb} in a directory, and syncs it.
     *
     * @throws StoreException it cannot be used; the message tells why
     */
    static LmdbFile open(Path directory, long mapBytes, FileSteps steps) {
        Path file = directory.resolve("data.mdb");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreException("cannot create the store directory " + directory + ": " + e, e);
        }
        if (!Files.isWritable(directory)) {
            throw new StoreException("the store directory " + directory
                    + " is not writable: give its owner or its permissions to the user that runs the server");
        }
        NativeLibrary.prepare(directory);
        Env<ByteBuffer> env = openEnv(directory, file, mapBytes);
        try {
            return new LmdbFile(file, mapBytes, steps, env);
        } catch (LmdbException e) {
            env.close();
            throw failure("open", file, mapBytes, e);
        } catch (IOException e) {
            env.close();
            throw new StoreException("cannot open " + file + ": " + e, e);
        } catch (RuntimeException e) {
            env.close();
            throw e;
        }
    }

    private static Env<ByteBuffer> openEnv(Path directory, Path file, long mapBytes) {
        try {
            return Env.create(ByteBufferProxy.PROXY_OPTIMAL)
                    .setMapSize(mapBytes)
                    .setMaxDbs(2)
                    .open(directory.toFile(), FLAGS);
        } catch (LmdbException e) {
            throw failure("open", file, mapBytes, e);
        } catch (LinkageError e) {
            throw new StoreException(
                    "LMDB cannot start in this JVM: start it with --add-opens java.base/java.nio=lmdbjava"
                            + " --add-opens java.base/sun.nio.ch=lmdbjava (=ALL-UNNAMED on the class path)",
                    e);
        }
    }

    /**
     * A file shorter than its tree would end the process at the first touch of a missing page (SIGBUS). Made long enough,
     * it has zeros there, which LMDB and our checksums report.
     */
    private void coverLastPage() throws IOException {
        long needed = (env.info().lastPageNumber + 1) * env.stat().pageSize;
        if (Files.size(file) < needed) {
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.setLength(needed);
            }
        }
    }

    private void format() {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            Dbi<ByteBuffer> table = createTable(txn, META_TABLE);
            createTable(txn, ROW_TABLE);
            byte[] format = ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array();
            put(txn, table, keyBuffer(), FORMAT_KEY, format);
            putMark(txn, table, keyBuffer(), AppliedMark.NONE);
            steps.take("commit of an empty state", txn::commit);
        }
    }

    private Dbi<ByteBuffer> createTable(Txn<ByteBuffer> txn, String name) {
        return env.openDbi(txn, name.getBytes(US_ASCII), null, false, DbiFlags.MDB_CREATE);
    }

    private void checkFormat(Txn<ByteBuffer> txn) {
        int format = ByteBuffer.wrap(metaValue(txn, FORMAT_KEY, Integer.BYTES)).getInt();
        if (format != FORMAT) {
            throw new StoreException(file + " has format " + format + ", this version of Quorate reads format " + FORMAT
                    + ": run the version that wrote it");
        }
    }

    private AppliedMark readMark(Txn<ByteBuffer> txn) {
        ByteBuffer mark = ByteBuffer.wrap(metaValue(txn, MARK_KEY, MARK_BYTES));
        return new AppliedMark(mark.getLong(), mark.getLong());
    }

    private byte[] metaValue(Txn<ByteBuffer> txn, byte[] key, int length) {
        byte[] value = get(txn, meta, keyBuffer(), key);
        if (value == null || value.length != length) {
            throw new StoreException(file + " lacks a sound entry '" + new String(key, US_ASCII) + "': " + REPAIR);
        }
        return value;
    }

    /** The mark that was in the file when it was opened. */
    AppliedMark openedAt() {
        return openedAt;
    }

    Path path() {
        return file;
    }

    Env<ByteBuffer> env() {
        return env;
    }

    Dbi<ByteBuffer> rows() {
        return rows;
    }

    /** Writes a generation and its mark in one transaction; on the disk after the next one or {@link #sync()}. */
    void write(Generation generation) {
        ByteBuffer keyBuffer = keyBuffer();
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            generation.rows().forEach(row -> write(txn, keyBuffer, row));
            putMark(txn, meta, keyBuffer, generation.mark());
            steps.take("commit up to entry " + generation.mark().index(), txn::commit);
        } catch (LmdbException e) {
            throw failure("write", e);
        }
    }

    /** Puts these rows, which come in key order, in the place of all there are, in one transaction; on the disk on return. */
    void replace(RowCursor with, AppliedMark mark) {
        ByteBuffer keyBuffer = keyBuffer();
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            rows.drop(txn);
            while (with.next()) {
                put(txn, rows, keyBuffer, with.key(), with.value(), PutFlags.MDB_APPEND);
            }
            putMark(txn, meta, keyBuffer, mark);
            steps.take("commit of another state, up to entry " + mark.index(), txn::commit);
        } catch (LmdbException e) {
            throw failure("write", e);
        }
        sync();
    }

    void copyTo(Path directory) {
        try {
            env.copy(directory.toFile());
        } catch (LmdbException e) {
            throw failure("copy", e);
        }
    }

    private void write(Txn<ByteBuffer> txn, ByteBuffer keyBuffer, Row row) {
        byte[] value = row.value();
        if (value == null) {
            rows.delete(txn, fill(keyBuffer, row.key()));
        } else {
            put(txn, rows, keyBuffer, row.key(), value);
        }
    }

    private static void putMark(Txn<ByteBuffer> txn, Dbi<ByteBuffer> table, ByteBuffer keyBuffer, AppliedMark mark) {
        ByteBuffer value = ByteBuffer.allocate(MARK_BYTES).putLong(mark.index()).putLong(mark.term());
        put(txn, table, keyBuffer, MARK_KEY, value.array());
    }

    private static void put(
            Txn<ByteBuffer> txn,
            Dbi<ByteBuffer> table,
            ByteBuffer keyBuffer,
            byte[] key,
            byte[] value,
            PutFlags... flags) {
        ByteBuffer target = table.reserve(txn, fill(keyBuffer, key), StoredValue.length(value), flags);
        StoredValue.write(key, value, target);
    }

    byte @Nullable [] get(Txn<ByteBuffer> txn, Dbi<ByteBuffer> table, ByteBuffer keyBuffer, byte[] key) {
        ByteBuffer stored = table.get(txn, fill(keyBuffer, key));
        return stored == null ? null : StoredValue.read(key, stored, file);
    }

    /** Buffers of LMDB must lie outside the heap. */
    static ByteBuffer keyBuffer() {
        return ByteBuffer.allocateDirect(StateStore.MAX_KEY_BYTES);
    }

    static ByteBuffer fill(ByteBuffer keyBuffer, byte[] key) {
        return keyBuffer.clear().put(key).flip();
    }

    void sync() {
        try {
            steps.take("sync of the state", () -> env.sync(true));
        } catch (LmdbException e) {
            throw failure("sync", e);
        }
    }

    /** A reader of the file as it is now. */
    LmdbReader reader() {
        try {
            LmdbReader reader = new LmdbReader(this, env.txnRead(), readers::remove);
            readers.add(reader);
            return reader;
        } catch (LmdbException e) {
            throw failure("read", e);
        }
    }

    StoreException failure(String action, LmdbException cause) {
        return failure(action, file, mapBytes, cause);
    }

    /** The disk could not give a page of the map, which the virtual machine tells in this way. */
    DamagedStateException unreadable(InternalError cause) {
        return new DamagedStateException(
                "cannot read " + file + ": the disk does not give a part of it (" + cause.getMessage() + "); " + REPAIR,
                cause);
    }

    private static StoreException failure(String action, Path file, long mapBytes, LmdbException cause) {
        String what = "cannot " + action + " " + file + ": " + cause.getMessage() + "; ";
        return isDamage(cause)
                ? new DamagedStateException(what + "it is damaged or not a store of Quorate: " + REPAIR, cause)
                : new StoreException(what + advice(mapBytes, cause), cause);
    }

    private static boolean isDamage(LmdbException cause) {
        return cause instanceof LmdbNativeException.PageCorruptedException
                || cause instanceof LmdbNativeException.PageNotFoundException
                || cause instanceof Txn.BadException
                || cause instanceof Env.FileInvalidException
                || cause instanceof Env.VersionMismatchException
                || cause instanceof Dbi.KeyNotFoundException
                || cause instanceof Dbi.IncompatibleException
                || cause instanceof Dbi.BadDbiException;
    }

    private static String advice(long mapBytes, LmdbException cause) {
        if (cause instanceof Env.MapFullException) {
            return "the file has reached its map size of " + mapBytes + " bytes: open the store with a larger one";
        }
        if (cause instanceof Env.ReadersFullException) {
            return "too many snapshots are open: close some";
        }
        return "check the disk for space, permissions and errors";
    }

    /** Also closes every reader. */
    @Override
    public void close() {
        readers.forEach(LmdbReader::close);
        env.close();
    }
}
