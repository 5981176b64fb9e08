package io.quorate.server.config;

import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the nodes of a cluster on one machine are told of each other. */
public final class LocalCluster {
    private LocalCluster() {}

    /**
     * Flags of each node, numbered from 1, on ports of 127.0.0.1 that are free at this moment.
     *
     * @throws IOException there are not so many ports
     */
    public static List<Map<String, String>> flags(String clusterId, int nodes) throws IOException {
        List<String> addresses = FreePorts.ofLoopback(nodes).stream()
                .map(port -> "127.0.0.1:" + port)
                .toList();
        String members = IntStream.range(0, nodes)
                .mapToObj(i -> (i + 1) + "@" + addresses.get(i))
                .collect(Collectors.joining(","));
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            Map<String, String> flags = new LinkedHashMap<>();
            flags.put(Settings.NODE_ID.key(), Integer.toString(i + 1));
            flags.put(Settings.CLUSTER_ID.key(), clusterId);
            flags.put(Settings.CLUSTER_MEMBERS.key(), members);
            flags.put(Settings.PEER_LISTEN.key(), addresses.get(i));
            all.add(flags);
        }
        return all;
    }
}
