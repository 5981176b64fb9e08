package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.storage.StateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** A store whose disk is slower than that of the log. */
class FullStoreTest {
    private int fullPercent;
    private final World world =
            new World(Limits.defaults(), new TestHost().with("probe@1", new Probe()), this::filledAsTold);
    private final World.Client client = world.client();

    FullStoreTest() {
        world.deploy(client, "probe@1");
    }

    private StateStore filledAsTold(StateStore store) {
        return (StateStore) Proxy.newProxyInstance(
                StateStore.class.getClassLoader(), new Class<?>[] {StateStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("fullPercent")) {
                        return fullPercent;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Milliseconds until a second write is applied, right behind the first one. */
    private long secondAfterMillis(String key) {
        client.done("a", "put", new Probe.Put(key, 1));
        client.call("a", "put", new Probe.Put(key, 2));
        long millis = 0;
        for (; world.row("a", key) != 2; millis++) {
            world.loop.advanceMillis(1);
        }
        world.loop.advanceMillis(1_000);
        return millis;
    }

    @Test
    void slowsEntriesDownFromHalfFullOn() {
        assertEquals(0, secondAfterMillis("empty"));
        fullPercent = StateStore.SLOW_FROM_PERCENT;
        assertEquals(0, secondAfterMillis("half"));
        fullPercent = 60;
        assertEquals(10, secondAfterMillis("more"));
        fullPercent = 100;
        assertEquals(50, secondAfterMillis("full"));
        fullPercent = 0;
        assertEquals(0, secondAfterMillis("again"));
    }
}
