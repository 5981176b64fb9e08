package io.quorate.itests.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.client.GenericResource;
import io.quorate.client.QuorateClient;
import io.quorate.itests.CompiledRecipe;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Pages that are written in their order, each once, and how many there are. One thread writes at a time. */
final class Journal {
    private final GenericResource resource;
    private final Duration patience;
    private final SplittableRandom text = new SplittableRandom(1);
    private long pages;

    private Journal(GenericResource resource, Duration patience) {
        this.resource = resource;
        this.patience = patience;
    }

    static Journal deploy(QuorateClient client, Path scratch, Duration patience) throws IOException {
        Await.result(client.system()
                .deployBundle(
                        CompiledRecipe.fromFile(scratch, "journal", "com.example.journal.JournalRecipe"), patience));
        return new Journal(client.resource("default", "journal", 1, "journal"), patience);
    }

    long pages() {
        return pages;
    }

    /** A restore has put this many in the place of those that were there. */
    void restored(long kept) {
        pages = kept;
    }

    /** Writes so many, each once the one before it was acknowledged. */
    CompletableFuture<?> write(int count, int bytes) {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < count; i++) {
            last = last.thenCompose(before -> next(bytes));
        }
        return last;
    }

    private CompletableFuture<?> next(int bytes) {
        byte[] random = new byte[bytes];
        text.nextBytes(random);
        SortedMap<String, Object> fields = new TreeMap<>();
        fields.put("page", ++pages);
        fields.put("text", random);
        return resource.call("write", fields, patience);
    }

    /** Fails unless all that was acknowledged is there, once and in its order. */
    void requireKept() {
        SortedMap<String, Object> content =
                Await.result(resource.query("read", new TreeMap<>(), Consistency.LINEARIZABLE, patience));
        assertEquals(pages, content.get("pages"), "pages that were acknowledged, and that are there");
        assertEquals(0L, content.get("outOfOrder"), "pages that do not follow the one before them");
    }
}
