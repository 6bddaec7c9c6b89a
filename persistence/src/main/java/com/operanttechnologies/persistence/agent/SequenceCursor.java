package com.operanttechnologies.persistence.agent;

import java.util.UUID;

/**
 * A place in the list of sequences.
 *
 * @param name of the last sequence of the page before
 * @param sequenceId of the same; tells sequences of one name apart
 */
public record SequenceCursor(String name, UUID sequenceId) {}
