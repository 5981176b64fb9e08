package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Await;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What comes in pages, one element after the other; a page is asked for when the one before is used up, and waited for. */
record Paged<T>(Function<Optional<String>, CompletableFuture<Page<T>>> read) implements Iterable<T> {
    /**
     * A part of it.
     *
     * @param next what the page behind is read with; empty when this one is the last
     */
    record Page<T>(List<T> elements, Optional<String> next) {}

    private final class Elements implements Iterator<T> {
        private Page<T> page = Await.result(read.apply(Optional.empty()));
        private int place;

        @Override
        public boolean hasNext() {
            while (place == page.elements().size() && page.next().isPresent()) {
                page = Await.result(read.apply(page.next()));
                place = 0;
            }
            return place < page.elements().size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more");
            }
            return page.elements().get(place++);
        }
    }

    @Override
    public Iterator<T> iterator() {
        return new Elements();
    }
}
