package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.CommandMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final World world = World.withProbe(Limits.defaults());
    private final World.Client client = world.client();

    private List<CommandMetrics> metrics() {
        return world.system(new SystemQuery.ListMetrics(), SystemQuery.Metrics.class)
                .commands();
    }

    @Test
    void countWhatCameOfEachDeclaredCommand() {
        assertEquals(List.of(), metrics());
        client.done("a", "put", new Probe.Put("k", 1));
        client.done("b", "put", new Probe.Put("k", 2));
        client.done("a", "put-and-fail", new Probe.Put("k", 3));
        client.call("a", "park", new Probe.Park(5_000));
        world.client().call("a", "no-such-command", new Probe.Key("k"));
        assertEquals(
                List.of(
                        new CommandMetrics("probe", "park", 0, 1, 0, 0),
                        new CommandMetrics("probe", "put", 2, 0, 0, 0),
                        new CommandMetrics("probe", "put-and-fail", 0, 0, 1, 0)),
                metrics());
    }
}
