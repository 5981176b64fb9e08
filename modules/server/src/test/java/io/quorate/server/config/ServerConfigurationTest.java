package io.quorate.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorate.log.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigurationTest {
    @TempDir
    Path directory;

    @Test
    void takesFlagBeforeEnvironmentBeforeFileBeforeDefault() throws Exception {
        Path file = file("""
                node:
                  id: 2
                client: {handshake-timeout: 2 s, idle-timeout: 1 min}
                """);
        ServerConfiguration configuration = ServerConfiguration.load(
                Optional.of(file),
                Map.of(
                        "QUORATE_CLIENT_HANDSHAKE_TIMEOUT",
                        "3 s",
                        "QUORATE_CLIENT_IDLE_TIMEOUT",
                        "2 min",
                        "PATH",
                        "/bin"),
                Map.of("client.idle-timeout", "3 min"));
        assertEquals(new NodeId(2), configuration.node());
        assertEquals(3_000, configuration.client().handshakeMillis());
        assertEquals(180_000, configuration.client().idleMillis());
        assertEquals(new HostAndPort("127.0.0.1", 7420), configuration.client().listen());
    }

    @Test
    void takesEveryForm() throws Exception {
        Path file = file("""
                data:
                  directory: /var/lib/quorate
                client:
                  listen: "[::1]:0"
                  advertise: node1.example:7420
                  max-connections: 20,000
                log.recent-size: 512KiB
                recipes:
                  bootstrap: [recipes/lock.jar, more.jar]
                """);
        ServerConfiguration configuration = load(file);
        assertEquals(Path.of("/var/lib/quorate"), configuration.dataDirectory());
        assertEquals("[::1]:0", configuration.client().listen().toString());
        assertEquals(
                Optional.of(new HostAndPort("node1.example", 7420)),
                configuration.client().advertise());
        assertEquals(20_000, configuration.client().maxConnections());
        assertEquals(512 * 1024, configuration.log().recentBytes());
        assertEquals(List.of(Path.of("recipes/lock.jar"), Path.of("more.jar")), configuration.bootstrap());
    }

    @Test
    void takesAnEmptyFile() throws Exception {
        assertEquals(ServerConfiguration.load(Optional.empty(), Map.of(), Map.of()), load(file("# nothing\n")));
    }

    @Test
    void namesLineAndNearestKeyOfAnUnknownOne() throws IOException {
        assertFails("quorate.yaml:3: unknown key 'client.lisen'; did you mean 'client.listen'?", """
                # comment
                client:
                  lisen: 127.0.0.1:7420
                """);
        assertFails("quorate.yaml:1: unknown key 'colour'; config/quorate.yaml lists all keys", "colour: red\n");
        assertFails("quorate.yaml:1: unknown key 'clients'; config/quorate.yaml lists all keys", "clients: x\n");
        assertFails("quorate.yaml:2: unknown key 'node.id.deep'", "node:\n  id: {deep: 1}\n");
    }

    @Test
    void namesLineAndWhatIsAllowedForABadValue() throws IOException {
        assertFails(
                "quorate.yaml:2: client.idle-timeout is '5'; allowed is a duration from 1 s to 1 d with its unit"
                        + " (ms, s, min, h, d), such as '10 s'",
                "client:\n  idle-timeout: 5\n");
        assertFails(
                "quorate.yaml:2: batch.max-size is '1 GiB'; allowed is a size from 64 KiB to 2 MiB with its unit"
                        + " (B, KiB, MiB, GiB, TiB), such as '16 MiB'",
                "batch:\n  max-size: 1 GiB\n");
        assertFails("node.id is '0'; allowed is a number from 1 to 65,535", "node:\n  id: 0\n");
        assertFails("client.insecure-listen is 'yes'; allowed is true or false", "client:\n  insecure-listen: yes\n");
        assertFails(
                "client.listen is '7420'; allowed is host:port with a port from 0 (any free one) to 65535",
                "client:\n  listen: 7420\n");
        assertFails("client.listen is 'localhost:70000'", "client: {listen: 'localhost:70000'}\n");
        assertFails("node.id is ''; allowed is a number", "node:\n  id:\n");
        assertFails("key 'node.id' has no value", "node:\n  id: [[1]]\n");
    }

    @Test
    void namesASectionThatWasGivenAValue() throws IOException {
        String message = "quorate.yaml:2: 'client' is a section and has no value of its own; its keys, such as"
                + " 'client.listen', do";
        assertFails(message, "node: {id: 1}\nclient: 5\n");
        assertFails(message, "node: {id: 1}\nclient: [127.0.0.1:7420]\n");
    }

    @Test
    void keepsListsAndSingleValuesApart() throws Exception {
        assertFails("quorate.yaml:2: node.id is the list [1]; allowed is a number", "node:\n  id: [1]\n");
        assertFails("quorate.yaml:2: client.listen is the list []; allowed is host:port", "client:\n  listen: []\n");
        assertFails(
                "quorate.yaml:2: recipes.bootstrap is 'lock.jar'; allowed is a list of texts",
                "recipes:\n  bootstrap: lock.jar\n");
        assertEquals(
                List.of(Path.of("a,b.jar"), Path.of("c.jar")),
                load(file("recipes:\n  bootstrap: ['a,b.jar', c.jar]\n")).bootstrap());
        assertEquals(
                List.of(Path.of("a.jar"), Path.of("b.jar")),
                ServerConfiguration.load(
                                Optional.empty(), Map.of("QUORATE_RECIPES_BOOTSTRAP", "a.jar, b.jar,"), Map.of())
                        .bootstrap());
    }

    @Test
    void refusesWhatIsNoConfiguration() throws IOException {
        assertFails("quorate.yaml:2: not valid YAML", "node:\n  id: [1\n");
        assertFails("quorate.yaml:1: a configuration is made of 'key: value' lines", "- 1\n- 2\n");
        assertFails("quorate.yaml:3: not valid YAML: Duplicate field 'id'", "node:\n  id: 1\n  id: 2\n");
        assertFails("a configuration is one document", "node: {id: 1}\n---\nnode: {id: 2}\n");
        ConfigurationException absent =
                assertThrows(ConfigurationException.class, () -> load(directory.resolve("absent.yaml")));
        assertContains("absent.yaml: there is no such configuration file", absent);
    }

    @Test
    void namesVariableAndFlag() {
        assertContains(
                "environment variable QUORATE_NODE_ID: node.id is 'x'; allowed is a number",
                failure(Map.of("QUORATE_NODE_ID", "x"), Map.of()));
        assertContains(
                "environment variable QUORATE_CLIENT_LISTN is no setting; did you mean 'QUORATE_CLIENT_LISTEN'?",
                failure(Map.of("QUORATE_CLIENT_LISTN", "x"), Map.of()));
        assertContains("flag node.id: node.id is 'x'; allowed is a number", failure(Map.of(), Map.of("node.id", "x")));
        assertContains(
                "flag nodeid: unknown key 'nodeid'; did you mean 'node.id'?", failure(Map.of(), Map.of("nodeid", "1")));
    }

    @Test
    void refusesAVariableOfOursThatItDoesNotKnow() {
        assertContains(
                "environment variable QUORATE_NODEID is no setting; did you mean 'QUORATE_NODE_ID'?",
                failure(Map.of("QUORATE_NODEID", "3"), Map.of()));
        assertContains(
                "environment variable QUORATE_HEAP is no setting; config/quorate.yaml lists all keys",
                failure(Map.of("QUORATE_HEAP", "1g"), Map.of()));
        assertContains(
                "environment variable QUORATE_CLIENT_PORT is no setting",
                failure(Map.of("QUORATE_CLIENT_PORT", "7421"), Map.of()));
    }

    @Test
    void leavesVariablesOfOthersAlone() throws Exception {
        Map<String, String> others = Map.of(
                "PATH", "/bin",
                "QUORATE_ENDPOINTS", "a:1",
                "QUORATE_JAVA_OPTS", "-Xmx1g",
                "QUORATE_TOKEN", "17",
                "QUORATE_LOCK_TOKEN", "17",
                "QUORATE_NAME", "jobs/nightly");
        Map<String, String> ofKubernetes = Map.of(
                "QUORATE_SERVICE_HOST", "10.0.0.1",
                "QUORATE_SERVICE_PORT", "7420",
                "QUORATE_CLIENT_SERVICE_PORT_HTTP", "7422",
                "QUORATE_PORT", "tcp://10.0.0.1:7420",
                "QUORATE_CLIENT_PORT", "tcp://10.0.0.1:7420",
                "QUORATE_PORT_7420_TCP", "tcp://10.0.0.1:7420",
                "QUORATE_PORT_7420_TCP_ADDR", "10.0.0.1");
        ServerConfiguration plain = ServerConfiguration.load(Optional.empty(), Map.of(), Map.of());
        assertEquals(plain, ServerConfiguration.load(Optional.empty(), others, Map.of()));
        assertEquals(plain, ServerConfiguration.load(Optional.empty(), ofKubernetes, Map.of()));
    }

    @Test
    void refusesToListenBeyondLoopbackUnlessToldSo() throws Exception {
        assertContains(
                "flag client.listen: client.listen is '0.0.0.0:7420', which other machines can reach, and this version"
                        + " has neither TLS nor credentials; listen on loopback, or allow it with"
                        + " client.insecure-listen: true",
                failure(Map.of(), Map.of("client.listen", "0.0.0.0:7420")));
        ServerConfiguration open = ServerConfiguration.load(
                Optional.empty(), Map.of(), Map.of("client.listen", "0.0.0.0:7420", "client.insecure-listen", "true"));
        assertEquals(true, open.client().insecure());
    }

    @Test
    void namesTheCommandForWhatTheWholeClusterShares() throws IOException {
        assertFails(
                "quorate.yaml:2: session.max-ttl is no setting of a node; set it for the whole cluster with"
                        + " `quorate cluster config set session.max-ttl VALUE`",
                "session:\n  max-ttl: 1 min\n");
    }

    @Test
    void aClusterIsWrittenAlikeOnAllItsNodes() throws Exception {
        ClusterPlan plan = ServerConfiguration.load(
                        Optional.empty(), Map.of(), cluster("2", "demo", "1@a:7421,2@127.0.0.1:7421"))
                .cluster()
                .orElseThrow();
        assertEquals("demo", plan.id());
        assertEquals(new HostAndPort("a", 7421), plan.members().get(new NodeId(1)));
    }

    @Test
    void refusesAClusterThatCannotBe() {
        assertContains(
                "flag cluster.members: cluster.members does not name this node, whose node.id is 3; the list is the"
                        + " same on all nodes",
                failure(Map.of(), cluster("3", "demo", "1@a:7421,2@b:7421")));
        assertContains(
                "cluster.id is ''; with cluster.members it must be the same name on all nodes",
                failure(Map.of(), Map.of("cluster.members", "1@127.0.0.1:7421,2@b:7421")));
        assertContains(
                "cluster.members has two nodes of number 1; give each its own",
                failure(Map.of(), cluster("1", "demo", "1@a:7421,1@b:7421")));
        assertContains(
                "cluster.members has nodes 1 and 2 both at a:7421; give each its own address",
                failure(Map.of(), cluster("1", "demo", "1@a:7421,2@a:7421")));
        assertContains(
                "cluster.members has '2'; allowed is NUMBER@HOST:PORT, such as 2@10.0.0.2:7421",
                failure(Map.of(), cluster("1", "demo", "1@a:7421,2")));
        assertContains(
                "peer.listen is '127.0.0.1:7421', which cluster.members gives node 1, and node.id is 2; correct one of"
                        + " the three",
                failure(Map.of(), cluster("2", "demo", "1@127.0.0.1:7421,2@b:7421")));
        assertContains(
                "flag cluster.id: cluster.id is set, but cluster.members is empty, which founds a cluster of this node"
                        + " alone; list the members, or leave out cluster.id",
                failure(Map.of(), Map.of("cluster.id", "demo")));
        assertContains(
                "flag cluster.join: cluster.join is set, but cluster.members is empty",
                failure(Map.of(), Map.of("cluster.join", "true")));
    }

    private static Map<String, String> cluster(String node, String id, String members) {
        return Map.of("node.id", node, "cluster.id", id, "cluster.members", members);
    }

    private ServerConfiguration load(Path file) throws ConfigurationException {
        return ServerConfiguration.load(Optional.of(file), Map.of(), Map.of());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("quorate.yaml"), text);
    }

    private void assertFails(String message, String text) throws IOException {
        Path file = file(text);
        assertContains(message, assertThrows(ConfigurationException.class, () -> load(file)));
    }

    private static ConfigurationException failure(Map<String, String> environment, Map<String, String> flags) {
        return assertThrows(
                ConfigurationException.class, () -> ServerConfiguration.load(Optional.empty(), environment, flags));
    }

    private static void assertContains(String expected, Exception failure) {
        String message = failure.getMessage();
        assertEquals(true, message.contains(expected), message);
    }
}
