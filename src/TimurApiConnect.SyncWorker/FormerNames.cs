// The former name, for callers that are not renamed yet.
global using PublishGuard = TimurApiConnect.Core.Offers.PublishCheck;
