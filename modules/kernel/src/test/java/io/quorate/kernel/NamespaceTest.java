package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.CreateNamespace;
import io.quorate.recipe.system.SystemCommand.DeleteNamespace;
import io.quorate.recipe.system.SystemCommand.NamespaceCreated;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Namespaces are created before anything is called in them. */
class NamespaceTest {
    private static final String MISSING =
            "NAMESPACE_NOT_FOUND: namespace 'team' does not exist: create it with `quorate namespace create team`";

    private final World world = World.withProbe();
    private final NamespacesInHand namespaces = new NamespacesInHand(world);
    private final World.Client client = world.client(60_000);

    private CallResult create(String name) {
        return client.system(new CreateNamespace(name, 0));
    }

    private static void assertDone(CallResult result) {
        assertEquals(CallResult.Kind.OK, result.kind(), result.message());
    }

    private static String refusal(CallResult result) {
        return result.code() + ": " + result.message();
    }

    private CallResult query(String namespace) {
        List<CallResult> answers = new ArrayList<>();
        world.kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        new Address(namespace, "probe", "a"),
                        1,
                        "get",
                        World.encode(new Probe.Key("k"))),
                answers::add);
        return answers.get(0);
    }

    private SubscribeResult subscribe(String namespace) {
        return world.kernel.subscribe(
                new Address(namespace, "probe", "a"), "Changed", Optional.empty(), new EventLink() {
                    @Override
                    public void event(Cursor at, byte[] body) {}

                    @Override
                    public void reset(Cursor at) {}

                    @Override
                    public boolean ready() {
                        return true;
                    }
                });
    }

    @Test
    void holdsInstancesOfItsOwnOnceItIsCreated() {
        CallResult created = create("team");
        assertDone(created);
        assertEquals(
                new NamespaceCreated("team", 0, created.revision()),
                World.decode(NamespaceCreated.class, created.body()));
        assertDone(client.callIn("team", "a", "put", new Probe.Put("k", 1)).orElseThrow());
        assertDone(client.done("a", "put", new Probe.Put("k", 2)));
        assertEquals(1, World.decode(Probe.Value.class, query("team").body()).value());
        assertEquals(2, world.row("a", "k"));
        SystemQuery.NamespaceDetail detail =
                world.system(new SystemQuery.DescribeNamespace("team"), SystemQuery.NamespaceDetail.class);
        assertEquals(List.of(new SystemQuery.RecipeInstances("probe", 1)), detail.recipes());
        assertEquals(namespaces.told().get("team"), detail.namespace());
        assertTrue(subscribe("team") instanceof SubscribeResult.Subscribed);
    }

    @Test
    void isThereForEverythingOrForNothing() {
        client.callIn("team", "a", "put", new Probe.Put("k", 1));
        Problem refused = client.refusals.get(0);
        assertEquals(MISSING, refused.code() + ": " + refused.message());
        assertEquals(MISSING, refusal(query("team")));
        assertTrue(subscribe("team") instanceof SubscribeResult.Refused no
                && no.problem().message().startsWith("namespace 'team' does not exist"));
        List<CallResult> answers = new ArrayList<>();
        SystemQuery.ListInstances list = new SystemQuery.ListInstances("team", "probe", Optional.empty(), 10);
        world.kernel.query(
                new QueryRequest(
                        QueryRequest.ReadLevel.STALE,
                        0,
                        new Address("system", SystemCommand.RECIPE, ""),
                        SystemCommand.CONTRACT,
                        list.query(),
                        World.encode(list)),
                answers::add);
        assertEquals(MISSING, refusal(answers.get(0)));
    }

    @Test
    void applyDecidesAndNotTheLeader() {
        create("team");
        world.log.holdNext(2);
        long deletion = client.lastSequence() + 1;
        client.sendTo(
                new Address("system", SystemCommand.RECIPE, ""),
                deletion,
                "delete-namespace",
                new DeleteNamespace("team", false),
                List.of());
        assertTrue(client.callIn("team", "a", "put", new Probe.Put("k", 1)).isEmpty());
        world.log.commitHeld();
        world.loop.settle();
        assertEquals(List.of(), client.refusals, "the leader let it into the log");
        assertEquals(
                "NAMESPACE_NOT_FOUND: namespace 'team' is being deleted",
                refusal(client.resultOf(deletion + 1).orElseThrow()));
        assertDone(client.resultOf(deletion).orElseThrow());
        assertEquals(List.of("default"), List.copyOf(namespaces.told().keySet()));
        namespaces.assertRecounted();
    }

    @Test
    void refusesNamesThatCouldNotBeUsed() {
        for (String name :
                List.of("", "Team", "1st", "a_b", "a b", "ünder", "a\n", "x".repeat(49), "x".repeat(100_000))) {
            CallResult result = create(name);
            assertEquals("INVALID_REQUEST", result.code());
            assertTrue(result.message().contains("it has 1 to 48 of a-z 0-9 -, first a letter"), result.message());
            assertTrue(result.message().length() < 200, result.message());
            assertEquals(
                    "INVALID_REQUEST",
                    client.system(new DeleteNamespace(name, true)).code());
        }
        assertDone(create("x".repeat(48)));
        assertEquals(
                "INVALID_REQUEST: a quota of -1 bytes; allowed is 0, for none, or more",
                refusal(client.system(new CreateNamespace("team", -1))));
    }

    @Test
    void existsOnce() {
        create("team");
        assertEquals("CONFLICT: namespace 'team' exists", refusal(create("team")));
        assertEquals("CONFLICT: namespace 'default' exists", refusal(create("default")));
        assertEquals(
                "CONFLICT: namespace 'default' is always there and cannot be deleted",
                refusal(client.system(new DeleteNamespace("default", true))));
        assertEquals(
                "NAMESPACE_NOT_FOUND",
                client.system(new DeleteNamespace("other", true)).code());
        assertEquals(
                "NAMESPACE_NOT_FOUND",
                client.system(new SystemCommand.SetNamespaceQuota("other", 1)).code());
    }

    @Test
    void areBoundedInNumber() {
        World small = World.withProbe(Limits.defaults().with(ClusterKey.MAX_NAMESPACES, 2));
        World.Client admin = small.client();
        assertDone(admin.system(new CreateNamespace("a", 0)));
        assertDone(admin.system(new CreateNamespace("b", 0)));
        assertEquals(
                "OVERLOADED: there are 2 namespaces, the limit: delete some, or raise namespace.max-count with"
                        + " `quorate cluster config set`",
                refusal(admin.system(new CreateNamespace("c", 0))));
        assertDone(admin.system(new DeleteNamespace("a", false)));
        assertDone(admin.system(new CreateNamespace("c", 0)));
    }

    @Test
    void areListedInPages() {
        for (String name : List.of("a", "b", "b-c", "z")) {
            create(name);
        }
        List<String> names = new ArrayList<>();
        Optional<String> after = Optional.empty();
        for (int page = 0; page < 3; page++) {
            for (SystemQuery.NamespaceInfo each : world.system(
                            new SystemQuery.ListNamespaces(after, 2), SystemQuery.Namespaces.class)
                    .namespaces()) {
                names.add(each.name());
                after = Optional.of(each.name());
            }
        }
        assertEquals(List.of("a", "b", "b-c", "default", "z"), names);
    }

    @Test
    void areThereAfterARestart() {
        client.system(new CreateNamespace("team", 1_000));
        client.callIn("team", "a", "put", new Probe.Put("k", 1));
        var before = namespaces.told();
        for (boolean flushLost : new boolean[] {false, true}) {
            world.restart(flushLost);
            assertEquals(before, namespaces.told());
        }
        assertEquals(1_000, before.get("team").quotaBytes());
    }
}
