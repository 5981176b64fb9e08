package io.quorate.benchmarks.floor;

import io.quorate.benchmarks.load.Writes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A client of the floor's leader: one thread reads answers, and what they set off leaves with one system call. */
final class FloorWrites implements Writes {
    private final Lane leader;
    private final Map<Integer, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
    private final Thread reader = new Thread(this::read, "floor-client");

    private FloorWrites(Lane leader) {
        this.leader = leader;
    }

    static FloorWrites connect(int port) throws IOException {
        FloorWrites client = new FloorWrites(Lane.to(port));
        client.reader.setDaemon(true);
        client.reader.start();
        return client;
    }

    @Override
    public CompletableFuture<Void> write(int slot, byte[] value) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        awaited.put(slot, answer);
        try {
            synchronized (leader) {
                leader.out().writeInt(slot);
                leader.out().write(value);
                if (Thread.currentThread() != reader) {
                    leader.out().flush();
                }
            }
        } catch (IOException gone) {
            answer.completeExceptionally(gone);
        }
        return answer;
    }

    private void read() {
        try {
            while (true) {
                do {
                    Optional.ofNullable(awaited.remove(leader.in().readInt()))
                            .orElseThrow()
                            .complete(null);
                } while (leader.hasMore());
                synchronized (leader) {
                    leader.out().flush();
                }
            }
        } catch (IOException gone) {
            awaited.values().forEach(answer -> answer.completeExceptionally(gone));
        }
    }

    @Override
    public void close() {
        leader.close();
    }
}
