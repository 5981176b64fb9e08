package io.quorate.client;

import java.util.SortedMap;

/** An event of a recipe whose classes are not there; by name of its fields, as {@link io.quorate.codec.Cbor} describes them. */
public record GenericEvent(SortedMap<String, Object> fields) {}
