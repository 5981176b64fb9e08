package io.quorate.recipe.queue;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Configure;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ItemPage;
import io.quorate.recipe.queue.api.QueueContract.Items;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.Play;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Tck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class QueueTckTest {
    /** {@code -Dqueue.items=1000000} drains as many. */
    private static final int ITEMS = Integer.getInteger("queue.items", 10_000);

    private static final QueueSettings SMALL = QueueSettings.DEFAULT
            .withMaxItems(10)
            .withMaxAttempts(3)
            .withMaxDead(3)
            .withMaxRemembered(3);

    @TestFactory
    Stream<DynamicTest> aQueueKeepsTheRules() {
        return rules().drain(ITEMS, play -> offer(play, ""), QueueTckTest::takeOne)
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> groupsOfWhichOneItemIsTakenAtATimeAreDrainedAtFlatCost() {
        int items = ITEMS / 10;
        return rules().drain(items, play -> offer(play, "g" + play.below(items / 5)), QueueTckTest::takeOne)
                .tests()
                .filter(rule -> rule.getDisplayName().contains("TCK-8"));
    }

    private static Tck rules() {
        return Tck.of(new QueueRecipe())
                .workload(QueueTckTest::step)
                .tokens(reply -> reply instanceof Granted granted ? Optional.of(granted.token()) : Optional.empty())
                .heldBy(QueueTckTest::holders)
                .upgradeTo(new NextQueueRecipe());
    }

    private static void offer(Play play, String group) {
        NewItem item = new NewItem(new byte[100], 0, 0, group, "", 0, 0);
        play.call(QueueContract.OFFER, new Offer(item, 0), Offered.class);
    }

    /** Takes the next item, and acknowledges it. */
    private static void takeOne(Play play) {
        Granted granted =
                play.call(QueueContract.TAKE, new Take(1, 0, 0), Granted.class).reply();
        play.call(QueueContract.ACK, new Ack(granted.items().get(0).id(), granted.token()), Acked.class);
    }

    private static void step(Play play) {
        int dice = play.below(20);
        Optional<Granted> granted = dice < 12 ? play.take(Granted.class) : Optional.empty();
        if (dice == 19) {
            play.call(QueueContract.CONFIGURE, new Configure(SMALL), QueueSettings.class);
        } else if (granted.isPresent()) {
            long id = granted.get().items().get(0).id();
            if (dice < 8) {
                play.call(QueueContract.ACK, new Ack(id, granted.get().token()), Acked.class);
            } else {
                Nack nack = new Nack(id, granted.get().token(), play.below(2_000), "broken");
                play.call(QueueContract.NACK, nack, Nacked.class);
            }
        } else if (play.oneIn(2)) {
            play.call(QueueContract.TAKE, new Take(1 + play.below(3), play.below(10_000), 0), Granted.class);
        } else {
            String dedupId = play.oneIn(4) ? "d" + play.below(5) : "";
            NewItem item = new NewItem(
                    new byte[10],
                    play.oneIn(3) ? play.below(5_000) : 0,
                    play.below(3),
                    play.oneIn(2) ? "g" + play.below(3) : "",
                    dedupId,
                    dedupId.isEmpty() ? 0 : 5_000,
                    0);
            play.call(QueueContract.OFFER, new Offer(item, play.below(10_000)), Offered.class);
        }
    }

    private static List<SessionId> holders(RecipeWorld world, String name) {
        QueueDescription queue = world.describe(name, QueueDescription.class);
        Items leased = new Items(Optional.of(ItemState.LEASED), "", 1_000, false);
        return Stream.concat(
                        queue.taking().stream().map(QueueDescription.Taker::session),
                        world.query(name, QueueContract.ITEMS, leased, ItemPage.class).items().stream()
                                .flatMap(item -> item.session().stream()))
                .toList();
    }
}
