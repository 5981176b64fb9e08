package io.quorate.benchmarks.floor;

import io.quorate.log.FileDisk;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * A process that has a place in the log's way and decides nothing: {@code DIRECTORY} makes a follower, {@code DIRECTORY PORT
 * PORT} a leader of the followers that listen there. Says on which port it listens itself.
 */
public final class FloorNode {
    static final String READY = "ready: ";

    /** Of the one term that there is, and the one group. */
    static final int TERM = 1;

    static final int GROUP = 0;

    private FloorNode() {}

    public static void main(String[] arguments) throws Exception {
        List<Integer> followers =
                Arrays.stream(arguments).skip(1).map(Integer::valueOf).toList();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Wal wal = openLog(Path.of(arguments[0]));
            if (followers.isEmpty()) {
                System.out.println(READY + listener.getLocalPort());
                FloorFollower.serve(Lane.of(listener.accept()), wal);
            } else {
                FloorLeader leader = FloorLeader.of(wal, followers);
                System.out.println(READY + listener.getLocalPort());
                while (true) {
                    leader.welcome(Lane.of(listener.accept()));
                }
            }
        }
    }

    private static Wal openLog(Path directory) throws IOException {
        return Wal.open(FileDisk.open(directory), WalOptions.defaults(), Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "segments");
            thread.setDaemon(true);
            return thread;
        }));
    }
}
