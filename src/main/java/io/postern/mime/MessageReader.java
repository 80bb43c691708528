package io.postern.mime;

/** Skeleton: see the owner. */
public final class MessageReader {}
