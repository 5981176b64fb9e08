/** Quorate's native client protocol: frames, messages and their flat binary form, shared by client and server. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.quorate.protocol;
