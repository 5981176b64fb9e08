package io.quorate.simulation.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.core.EventSink;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterContract.Changed;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Etcd15271Test {
    private static final class Ear implements EventSink {
        final List<Long> revisions = new ArrayList<>();
        int events;

        @Override
        public void event(long revision, byte[] body) {
            revisions.add(revision);
            events++;
        }

        @Override
        public void reset(long revision) {
            revisions.add(revision);
        }

        @Override
        public void refused(String code, String message) {}
    }

    /** Each node in turn is cut off with the subscribers that it has, falls behind, and gets a snapshot. */
    @Test
    void etcd15271NoEventIsOfAnEarlierRevisionThanTheOneBeforeIt() {
        Scene scene = new Scene(4).write();
        SimClient client = scene.client("subscriber");
        List<Ear> ears = new ArrayList<>();
        for (SimNode node : scene.cluster().nodes()) {
            Ear ear = new Ear();
            ears.add(ear);
            client.later(
                    0,
                    () -> client.subscribe(
                            RegisterContract.RECIPE,
                            RegisterContract.VERSION,
                            Scene.REGISTER,
                            Changed.class.getSimpleName(),
                            ear));
            scene.awaitAcknowledged(50);
            scene.fallBehind(node);
            scene.awaitSnapshot(node);
        }
        scene.judge();
        for (Ear ear : ears) {
            assertTrue(ear.events > 500, ear.events + " events");
            assertEquals(ear.revisions.stream().sorted().toList(), ear.revisions);
        }
    }
}
