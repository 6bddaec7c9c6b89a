package com.operanttechnologies.persistence.privacy;

/**
 * Where a Customer's data comes from, where it is processed, and what that rests upon (PRV-7).
 *
 * @param country where the Customer is established, ISO 3166-1 in two letters
 * @param processedIn where its data is processed, the same way
 * @param mechanism what the transfer rests upon
 */
public record DataTransfer(String country, String processedIn, TransferMechanism mechanism) {}
