package io.quorate.benchmarks.floor;

import io.quorate.benchmarks.load.Contender;
import io.quorate.benchmarks.load.Writes;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Workplace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A leader and two followers with the product's log and plain sockets, without consensus, sessions, recipes or state. */
public final class FloorCluster implements Contender {
    public static final String NAME = "floor";

    private static final Pattern READY = Pattern.compile(FloorNode.READY + "(\\d+)\n");
    private static final List<String> OPTIONS =
            List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    private final List<Child> nodes = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();

    private FloorCluster() {}

    public static FloorCluster start(Workplace workplace) throws IOException, InterruptedException {
        FloorCluster cluster = new FloorCluster();
        cluster.launch(workplace, "follower-1", List.of());
        cluster.launch(workplace, "follower-2", List.of());
        cluster.launch(workplace, "leader", List.copyOf(cluster.ports));
        return cluster;
    }

    private void launch(Workplace workplace, String role, List<String> followers)
            throws IOException, InterruptedException {
        String name = NAME + "-" + role;
        List<String> arguments =
                new ArrayList<>(List.of(workplace.directory(name).toString()));
        arguments.addAll(followers);
        Child node = workplace.startJava(name, OPTIONS, FloorNode.class.getName(), arguments);
        nodes.add(node);
        ports.add(node.await(READY).group(1));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Writes connect() throws IOException {
        return FloorWrites.connect(Integer.parseInt(ports.get(ports.size() - 1)));
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
