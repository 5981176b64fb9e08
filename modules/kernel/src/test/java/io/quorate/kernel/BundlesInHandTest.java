package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.system.SystemCommand;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bundles that a node has in hand because somebody began something and did not end it before this node's eyes. */
class BundlesInHandTest {
    private static final byte[] PROBE = "probe@1".getBytes(StandardCharsets.UTF_8);

    private final TestHost host = host();
    private final World world = new World(Limits.defaults(), host);

    private static TestHost host() {
        return new TestHost().with("probe@1", new Probe()).with("store@1", new Probe());
    }

    @Test
    void aStateThatComesAsAWholeLetsGoWhatItDoesNotKnow() {
        world.deploy(world.client(), "probe@1");

        World other = new World(Limits.defaults(), host());
        World.Client admin = other.client();
        other.deploy(admin, "probe@1");
        admin.system(new SystemCommand.Undeploy("probe", false));
        other.deploy(admin, "store@1");
        world.log.install(other.store);

        assertEquals(Set.of(BundleDigest.of("store@1".getBytes(StandardCharsets.UTF_8))), host.loaded);
    }

    @Test
    void whoGoesOnWithAnUploadKeepsItWhenTheOneWhoBeganItEnds() {
        String digest = BundleDigest.of(PROBE).hex();
        World.Client first = world.client();
        first.system(new SystemCommand.StageChunk(digest, 0, PROBE.length, Arrays.copyOf(PROBE, 3)));
        byte[] rest = Arrays.copyOfRange(PROBE, 3, PROBE.length);
        first.system(new SystemCommand.StageChunk(digest, 3, PROBE.length, rest));

        World.Client second = world.client();
        second.system(new SystemCommand.StageChunk(digest, 0, PROBE.length, Arrays.copyOf(PROBE, 3)));
        world.kernel.close(first.id, first);
        world.loop.settle();

        assertEquals(
                CallResult.Kind.OK,
                second.system(new SystemCommand.Deploy(digest)).kind());
    }
}
