package io.quorate.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.load.Writes;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Patience;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.transport.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three nodes of etcd with its default settings; clients are connected to the leader, which spares them a hop. */
public final class EtcdCluster implements Contender {
    public static final String NAME = "etcd";

    /** What to do when it is not there. */
    public static final String HOW_TO_INSTALL = "apt-get install etcd-server, or put an etcd on the PATH";

    private static final int NODES = 3;

    private final List<Child> nodes = new ArrayList<>();
    private final List<Integer> clientPorts;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private EtcdCluster(List<Integer> clientPorts) {
        this.clientPorts = clientPorts;
    }

    /** The program, when there is one on the PATH. */
    public static Optional<Path> program() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Blocks until there is a leader. */
    public static EtcdCluster start(Workplace workplace, Path program) throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.ofLoopback(2 * NODES);
        EtcdCluster cluster = new EtcdCluster(ports.subList(0, NODES));
        List<String> peers = ports.subList(NODES, 2 * NODES).stream()
                .map(port -> "http://127.0.0.1:" + port)
                .toList();
        String members = IntStream.range(0, NODES)
                .mapToObj(i -> "node" + i + "=" + peers.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < NODES; i++) {
            String clients = "http://127.0.0.1:" + cluster.clientPorts.get(i);
            String name = NAME + "-node-" + (i + 1);
            List<String> command = List.of(
                    program.toString(),
                    "--name=node" + i,
                    "--data-dir=" + workplace.directory(name),
                    "--listen-peer-urls=" + peers.get(i),
                    "--initial-advertise-peer-urls=" + peers.get(i),
                    "--listen-client-urls=" + clients,
                    "--advertise-client-urls=" + clients,
                    "--initial-cluster=" + members,
                    "--initial-cluster-state=new",
                    "--logger=zap",
                    "--log-level=error");
            cluster.nodes.add(workplace.start(name, command));
        }
        int ignored = cluster.leaderPort();
        return cluster;
    }

    private int leaderPort() throws IOException, InterruptedException {
        return Patience.until("a leader of etcd", () -> {
            for (int port : clientPorts) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/v3/maintenance/status"))
                        .timeout(Duration.ofSeconds(2))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
                JsonNode status = json.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
                String leader = status.path("leader").asText("");
                if (!leader.isEmpty()
                        && leader.equals(status.path("header").path("member_id").asText(""))) {
                    return Optional.of(port);
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Writes connect() throws IOException, InterruptedException {
        return EtcdWrites.connect(leaderPort());
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
