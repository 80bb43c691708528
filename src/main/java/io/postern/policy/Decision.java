package io.postern.policy;

/** What to do, and why. */
public record Decision(Choice choice, Explanation explanation) {}
