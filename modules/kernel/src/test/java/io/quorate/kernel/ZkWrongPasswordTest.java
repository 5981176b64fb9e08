package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Session ids are no secret: whoever knows one and not its secret does nothing to it. */
class ZkWrongPasswordTest {
    private static final int ATTEMPTS = 100;

    private final World world = World.withProbe();

    @Test
    void zkWrongPasswordTheConnectionOfTheTrueClientIsNotTouched() {
        World.Client client = world.client();
        World.Client stranger = world.client();
        List<AttachResult> results = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS; i++) {
            byte[] wrong = client.secret.clone();
            wrong[i % wrong.length] = (byte) (1 + i);
            world.kernel.attach(client.id, wrong, stranger, results::add);
            world.loop.settle();
        }
        assertEquals(ATTEMPTS, results.size());
        assertTrue(results.stream().allMatch(AttachResult.Refused.class::isInstance));
        assertEquals(List.of(), client.ends);
        assertEquals(
                CallResult.Kind.OK,
                client.done("a", "put", new Probe.Put("k", 1)).kind());
        client.keepAlive();
        assertEquals(List.of(), client.refusals);
    }
}
