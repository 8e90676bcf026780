mod audits;
mod bad_input;
mod convictions;
mod disputes;
mod play;
mod silence;
mod stops;
mod texts;
