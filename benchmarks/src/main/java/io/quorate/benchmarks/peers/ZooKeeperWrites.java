package io.quorate.benchmarks.peers;

import io.quorate.benchmarks.load.Writes;
import io.quorate.benchmarks.process.Patience;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** Replaces the data of nodes without waiting for the one before. */
final class ZooKeeperWrites implements Writes {
    private static final int SESSION_MILLIS = 30_000;
    private static final int ANY_VERSION = -1;

    private final ZooKeeper client;
    private final ConcurrentMap<Integer, String> paths = new ConcurrentHashMap<>();

    private ZooKeeperWrites(ZooKeeper client) {
        this.client = client;
    }

    static ZooKeeperWrites connect(int port) throws IOException, InterruptedException {
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, SESSION_MILLIS, event -> {});
        return Patience.until(
                "a session of ZooKeeper",
                () -> Optional.of(client)
                        .filter(each -> each.getState().isConnected())
                        .map(ZooKeeperWrites::new));
    }

    @Override
    public CompletableFuture<?> write(int slot, byte[] value) {
        String path = paths.get(slot);
        return path == null ? create(slot, value) : replace(path, value);
    }

    private CompletableFuture<?> create(int slot, byte[] value) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        String path = "/b" + slot;
        client.create(
                path,
                value,
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.PERSISTENT,
                (code, of, context, name) -> {
                    KeeperException.Code result = KeeperException.Code.get(code);
                    if (result == KeeperException.Code.OK || result == KeeperException.Code.NODEEXISTS) {
                        paths.put(slot, path);
                        answer.complete(path);
                    } else {
                        answer.completeExceptionally(KeeperException.create(result, path));
                    }
                },
                null);
        return answer;
    }

    private CompletableFuture<?> replace(String path, byte[] value) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        client.setData(
                path,
                value,
                ANY_VERSION,
                (code, of, context, stat) -> {
                    KeeperException.Code result = KeeperException.Code.get(code);
                    if (result == KeeperException.Code.OK) {
                        answer.complete(path);
                    } else {
                        answer.completeExceptionally(KeeperException.create(result, path));
                    }
                },
                null);
        return answer;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
