package io.quorate.recipe.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Configure;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.ItemPage;
import io.quorate.recipe.queue.api.QueueContract.Items;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.recipe.queue.api.QueueDescription;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One queue, and clients that work on it. */
final class QueueWorld implements AutoCloseable {
    static final String NAME = "jobs/mail";
    static final long WAIT = 600_000;

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;
    final TestClient c;

    QueueWorld(Recipe... others) {
        List<Recipe> recipes = new ArrayList<>(List.of(new QueueRecipe()));
        recipes.addAll(List.of(others));
        world = RecipeWorld.of(recipes.toArray(Recipe[]::new));
        a = world.client("a");
        b = world.client("b");
        c = world.client("c");
    }

    static NewItem item(String text) {
        return new NewItem(text.getBytes(StandardCharsets.UTF_8), 0, 0, "", "", 0, 0);
    }

    static NewItem grouped(String text, String group) {
        return new NewItem(text.getBytes(StandardCharsets.UTF_8), 0, 0, group, "", 0, 0);
    }

    static NewItem urgent(String text, int priority) {
        return new NewItem(text.getBytes(StandardCharsets.UTF_8), 0, priority, "", "", 0, 0);
    }

    static NewItem delayed(String text, long millis) {
        return new NewItem(text.getBytes(StandardCharsets.UTF_8), millis, 0, "", "", 0, 0);
    }

    static NewItem known(String text, String dedupId, long window) {
        return new NewItem(text.getBytes(StandardCharsets.UTF_8), 0, 0, "", dedupId, window, 0);
    }

    Reply<Offered> offering(TestClient client, NewItem item, long waitMillis) {
        return client.call(NAME, QueueContract.OFFER, new Offer(item, waitMillis), Offered.class);
    }

    /** The id of the item, which has room. */
    long offer(NewItem item) {
        return offering(a, item, 0).reply().id();
    }

    long offer(String text) {
        return offer(item(text));
    }

    Reply<Granted> taking(TestClient client, int max, long waitMillis) {
        return client.call(NAME, QueueContract.TAKE, new Take(max, waitMillis, 0), Granted.class);
    }

    /** One item, which is ready. */
    Granted take(TestClient client) {
        return taking(client, 1, 0).reply();
    }

    Reply<Acked> ack(TestClient client, Granted granted) {
        return ack(client, granted.items().get(0).id(), granted.token());
    }

    Reply<Acked> ack(TestClient client, long id, FencingToken token) {
        return client.call(NAME, QueueContract.ACK, new Ack(id, token), Acked.class);
    }

    Reply<Nacked> nack(TestClient client, Granted granted, long delayMillis, String reason) {
        Nack nack = new Nack(granted.items().get(0).id(), granted.token(), delayMillis, reason);
        return client.call(NAME, QueueContract.NACK, nack, Nacked.class);
    }

    void configure(QueueSettings settings) {
        a.call(NAME, QueueContract.CONFIGURE, new Configure(settings), QueueSettings.class)
                .reply();
    }

    static String text(TakenItem item) {
        return new String(item.payload(), StandardCharsets.UTF_8);
    }

    static String text(Granted granted) {
        return String.join(" ", granted.items().stream().map(QueueWorld::text).toList());
    }

    QueueDescription describe() {
        return world.describe(NAME, QueueDescription.class);
    }

    List<ListedItem> items(Optional<ItemState> state) {
        List<ListedItem> all = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            ItemPage page = page(new Items(state, after.get(), 7, true));
            all.addAll(page.items());
            after = page.next();
        }
        return all;
    }

    List<ListedItem> items(ItemState state) {
        return items(Optional.of(state));
    }

    ItemPage page(Items request) {
        return world.query(NAME, QueueContract.ITEMS, request, ItemPage.class);
    }

    void advance(long millis) {
        world.advance(Duration.ofMillis(millis));
    }

    void requireNothingLeft() {
        assertEquals(List.of(), world.instances());
    }

    @Override
    public void close() {
        world.close();
    }
}
