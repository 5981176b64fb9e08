package io.quorate.recipe;

/**
 * A command that somebody else runs: a client hands it to a recipe, which runs it inside a command of its own, at one revision
 * with what else it does ({@link ApplyContext#call(Invocation)}).
 *
 * @param contract of the recipe that the request was written for
 * @param request encoded by {@link io.quorate.codec.RecordCodec}; not to be changed
 */
public record Invocation(String recipe, int contract, String instance, String command, byte[] request) {}
