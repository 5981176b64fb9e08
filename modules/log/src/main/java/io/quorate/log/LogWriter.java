package io.quorate.log;

import io.quorate.raft.Entry;
import io.quorate.raft.Input;
import io.quorate.raft.Message;
import io.quorate.raft.Output;
import io.quorate.raft.Persist;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A group's side of the write-ahead log, on the writer's thread: everything that came while the disk was busy is written with
 * one write and one sync.
 */
final class LogWriter {
    private final Wal wal;
    private final int group;
    private final Executor executor;
    private final Consumer<Input> done;
    private final Consumer<LogFault> failed;

    /** Guarded by this. */
    private final List<Runnable> queue = new ArrayList<>();

    private boolean scheduled;

    /** Held by the one thread that is at the disk; taken before the monitor of this. */
    private final Object atDisk = new Object();

    /** At the disk only. */
    private final List<Input> unreported = new ArrayList<>();

    private final List<Runnable> afterSync = new ArrayList<>();

    private boolean over;

    /**
     * Serves one group.
     *
     * @param done told what is done, on the thread that is at the disk
     * @param failed told once that the disk failed or is damaged; nothing is done afterwards
     */
    LogWriter(Wal wal, int group, Executor executor, Consumer<Input> done, Consumer<LogFault> failed) {
        this.wal = wal;
        this.group = group;
        this.executor = executor;
        this.done = done;
        this.failed = failed;
    }

    void persist(Persist persist) {
        add(() -> {
            persist.hardState().ifPresent(state -> wal.save(group, state));
            if (persist.truncateFrom() > 0) {
                wal.truncate(group, persist.truncateFrom());
            }
            for (Entry entry : persist.entries()) {
                wal.append(group, entry);
            }
            unreported.add(new Input.Persisted(persist.sequence()));
        });
    }

    void fetch(Output.Fetch request) {
        add(() -> unreported.add(
                new Input.Fetched(request, wal.entries(group, request.from(), request.to(), request.maxBytes()))));
    }

    /** The snapshot may replace the state once {@code then} is called, on the thread that is at the disk. */
    void installing(Message.Snapshot snapshot, Runnable then) {
        add(() -> {
            wal.installing(group, snapshot.index(), snapshot.entryTerm(), snapshot.configuration());
            afterSync.add(then);
        });
    }

    /** The snapshot has replaced the state: the log begins behind it. */
    void install(Message.Snapshot snapshot) {
        add(() -> {
            wal.install(group, snapshot.index(), snapshot.entryTerm(), snapshot.configuration());
            unreported.add(new Input.Installed(snapshot));
        });
    }

    void release(long index) {
        add(() -> wal.release(group, index));
    }

    /** Finds out how far the log may be released when it keeps so many bytes. */
    void lastBehind(long keepBytes, LongConsumer found) {
        add(() -> found.accept(wal.lastBehind(group, keepBytes)));
    }

    private synchronized void add(Runnable task) {
        queue.add(task);
        if (!scheduled) {
            scheduled = true;
            executor.execute(this::drain);
        }
    }

    private void drain() {
        synchronized (atDisk) {
            if (write()) {
                executor.execute(this::markWhenIdle);
            }
        }
    }

    /** Writes in the calling thread what is queued; false when nothing was. */
    boolean drainNow() {
        synchronized (atDisk) {
            boolean idle;
            synchronized (this) {
                idle = queue.isEmpty();
            }
            return !idle && write();
        }
    }

    /** Nothing that comes later is written. */
    void close() {
        synchronized (atDisk) {
            if (!over) {
                mark();
            }
            over = true;
        }
    }

    /** At the disk. False when it can do no more. */
    private boolean write() {
        List<Runnable> tasks;
        synchronized (this) {
            scheduled = false;
            tasks = List.copyOf(queue);
            queue.clear();
        }
        if (over) {
            return false;
        }
        try {
            tasks.forEach(Runnable::run);
            wal.sync();
        } catch (LogFaultException fault) {
            fail(fault);
            return false;
        }
        unreported.forEach(done);
        unreported.clear();
        afterSync.forEach(Runnable::run);
        afterSync.clear();
        return true;
    }

    /** A batch that says that all before it is durable, off the acknowledged path. */
    private void markWhenIdle() {
        synchronized (atDisk) {
            boolean idle;
            synchronized (this) {
                idle = !scheduled;
            }
            if (idle && !over) {
                mark();
            }
        }
    }

    private void mark() {
        try {
            wal.mark();
        } catch (LogFaultException fault) {
            fail(fault);
        }
    }

    private void fail(LogFaultException fault) {
        over = true;
        unreported.clear();
        failed.accept(fault.fault());
    }
}
