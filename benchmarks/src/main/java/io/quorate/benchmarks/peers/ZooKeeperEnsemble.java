package io.quorate.benchmarks.peers;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.load.Writes;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Patience;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Three servers of ZooKeeper with its default settings; clients are connected to the leader, which spares them a hop. */
public final class ZooKeeperEnsemble implements Contender {
    public static final String NAME = "zookeeper";

    private static final int NODES = 3;
    private static final int ANSWER_MILLIS = 2_000;

    private final List<Child> nodes = new ArrayList<>();
    private final List<Integer> clientPorts;

    private ZooKeeperEnsemble(List<Integer> clientPorts) {
        this.clientPorts = clientPorts;
    }

    /** Blocks until there is a leader. */
    public static ZooKeeperEnsemble start(Workplace workplace) throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.ofLoopback(3 * NODES);
        ZooKeeperEnsemble ensemble = new ZooKeeperEnsemble(ports.subList(0, NODES));
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < NODES; i++) {
            servers.append(String.format(
                    "server.%d=127.0.0.1:%d:%d%n", i + 1, ports.get(NODES + i), ports.get(2 * NODES + i)));
        }
        for (int i = 0; i < NODES; i++) {
            String name = NAME + "-node-" + (i + 1);
            Path data = workplace.directory(name);
            Files.writeString(data.resolve("myid"), Integer.toString(i + 1));
            Path configuration = data.resolve("zoo.cfg");
            Files.writeString(configuration, """
                    tickTime=2000
                    initLimit=10
                    syncLimit=5
                    admin.enableServer=false
                    4lw.commands.whitelist=srvr
                    dataDir=%s
                    clientPortAddress=127.0.0.1
                    clientPort=%d
                    %s""".formatted(data, ensemble.clientPorts.get(i), servers));
            ensemble.nodes.add(workplace.startJava(
                    name,
                    List.of(),
                    "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                    List.of(configuration.toString())));
        }
        int ignored = ensemble.leaderPort();
        return ensemble;
    }

    private int leaderPort() throws IOException, InterruptedException {
        return Patience.until("a leader of ZooKeeper and two followers", () -> {
            Optional<Integer> leader = Optional.empty();
            int followers = 0;
            for (int port : clientPorts) {
                String status = status(port);
                if (status.contains("Mode: leader")) {
                    leader = Optional.of(port);
                } else if (status.contains("Mode: follower")) {
                    followers++;
                }
            }
            return followers == NODES - 1 ? leader : Optional.empty();
        });
    }

    private static String status(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Writes connect() throws IOException, InterruptedException {
        return ZooKeeperWrites.connect(leaderPort());
    }

    @Override
    public Duration cpu() {
        return nodes.stream().map(Child::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        nodes.forEach(Child::kill);
    }
}
