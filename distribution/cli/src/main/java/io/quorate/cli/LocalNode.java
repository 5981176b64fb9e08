package io.quorate.cli;

import io.quorate.server.config.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How one node of a cluster on this machine is started.
 *
 * @param number from 1
 * @param directory of its own, which exists
 * @param command starts it, each time
 */
public record LocalNode(int number, Path directory, List<String> command) {
    /** The line that a node says once it serves; the group is the address for clients. */
    public static final Pattern READY = Pattern.compile("^ready: client (\\S+:\\d+),", Pattern.MULTILINE);

    /**
     * All nodes of a new cluster; none is started.
     *
     * @param data of all of them, a directory for each
     * @param listen for the clients of the first; the others take any port of 127.0.0.1
     */
    public static List<LocalNode> cluster(Distribution distribution, String id, Path data, int count, String listen) {
        List<LocalNode> nodes = new ArrayList<>();
        try {
            for (Map<String, String> flags : LocalCluster.flags(id, count)) {
                int number = nodes.size() + 1;
                Path own = Files.createDirectories(data.resolve("node-" + number));
                flags.put("client.listen", number == 1 ? listen : "127.0.0.1:0");
                flags.put("data.directory", own.resolve("data").toString());
                nodes.add(new LocalNode(number, own, command(distribution, flags)));
            }
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot start a cluster in " + data + ": " + failure, failure);
        }
        return nodes;
    }

    private static List<String> command(Distribution distribution, Map<String, String> flags) {
        List<String> command = new ArrayList<>(List.of(distribution.program().toString(), "server"));
        flags.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return List.copyOf(command);
    }
}
