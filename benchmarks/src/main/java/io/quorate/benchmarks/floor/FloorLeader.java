package io.quorate.benchmarks.floor;

import io.quorate.benchmarks.load.Load;
import io.quorate.log.Wal;
import io.quorate.raft.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Puts the values that came while the disk was busy into one batch, sends it on, makes it durable, and answers when most of
 * the three have it.
 */
final class FloorLeader {
    /** A value of a client, and the number under which it awaits the answer. */
    private record Request(Lane client, int number, byte[] value) {}

    private final Wal wal;
    private final List<Lane> followers = new ArrayList<>();

    // Guarded by this.
    private List<Request> waiting = new ArrayList<>();
    private final Queue<List<Request>> unanswered = new ArrayDeque<>();
    private final long[] durable = new long[3];
    private long answered;

    private FloorLeader(Wal wal) {
        this.wal = wal;
    }

    static FloorLeader of(Wal wal, List<Integer> followerPorts) throws IOException {
        FloorLeader leader = new FloorLeader(wal);
        for (int port : followerPorts) {
            Lane follower = Lane.to(port);
            leader.followers.add(follower);
            int place = leader.followers.size();
            start("follower-" + place, () -> leader.hear(follower, place));
        }
        start("log", leader::replicate);
        return leader;
    }

    /** Serves one more client. */
    void welcome(Lane client) {
        start("client", () -> listen(client));
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException gone) {
                        // The other side has ended, and with it this way.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(Lane client) throws IOException {
        while (true) {
            List<Request> came = new ArrayList<>();
            do {
                int number = client.in().readInt();
                byte[] value = new byte[Load.VALUE_BYTES];
                client.in().readFully(value);
                came.add(new Request(client, number, value));
            } while (client.hasMore());
            synchronized (this) {
                waiting.addAll(came);
                notifyAll();
            }
        }
    }

    private void replicate() throws IOException, InterruptedException {
        for (long index = 1; ; index++) {
            byte[] batch = next();
            for (Lane follower : followers) {
                follower.out().writeInt(batch.length);
                follower.out().write(batch);
                follower.out().flush();
            }
            wal.append(FloorNode.GROUP, Entry.command(index, FloorNode.TERM, batch));
            wal.sync();
            wal.release(FloorNode.GROUP, index);
            durable(0, index);
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<Request> requests = waiting;
        waiting = new ArrayList<>();
        unanswered.add(requests);
        byte[] batch = new byte[requests.size() * Load.VALUE_BYTES];
        for (int i = 0; i < requests.size(); i++) {
            System.arraycopy(requests.get(i).value(), 0, batch, i * Load.VALUE_BYTES, Load.VALUE_BYTES);
        }
        return batch;
    }

    private void hear(Lane follower, int place) throws IOException {
        while (true) {
            durable(place, follower.in().readLong());
        }
    }

    private synchronized void durable(int place, long index) throws IOException {
        durable[place] = index;
        long[] sorted = durable.clone();
        Arrays.sort(sorted);
        Set<Lane> due = new LinkedHashSet<>();
        for (; answered < sorted[1]; answered++) {
            for (Request request : unanswered.remove()) {
                request.client().out().writeInt(request.number());
                due.add(request.client());
            }
        }
        for (Lane client : due) {
            client.out().flush();
        }
    }
}
