// The rules. Users come as JSON has them; what is malformed throws.

const DAY = 86_400_000;

const actions = {
  dormant: "win_back",
  active: "personal_offers",
  vip: "exclusive_support",
  at_risk: "retention_offer",
};

const fail = (what, value) => {
  throw new TypeError(`${what}: ${JSON.stringify(value)}`);
};

const time = (text) => {
  const milliseconds = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(milliseconds) ? fail("not a date", text) : milliseconds;
};

const amount = (value) => (Number.isFinite(value) ? value : fail("not an amount", value));

const purchases = (user) => (Array.isArray(user?.purchases) ? user.purchases : fail("a user without purchases", user));

const total = (user) => purchases(user).reduce((sum, purchase) => sum + amount(purchase.amount), 0);

// Not Math.max(...dates): a call takes only so many arguments.
const last = (user, otherwise) =>
  purchases(user).length === 0 ? otherwise : purchases(user).reduce((latest, { date }) => Math.max(latest, time(date)), -Infinity);

const days = (from, to) => Math.floor((to - from) / DAY);

export function segment_user({ user, now }) {
  const silent = days(last(user, time(now)), time(now));
  const spent = total(user);
  if (silent > 90) return "dormant";
  if (spent > 1000) return "vip";
  return spent < 100 && silent < 30 ? "at_risk" : "active";
}

export function predict_churn({ user, now }) {
  const since = last(user, purchases(user).length === 0 ? time(user.registration_date) : NaN);
  return 100 / (1 + Math.exp(-(days(since, time(now)) - 30) / 20)); // exp gives Infinity where it is too much
}

export function estimate_ltv({ user }) {
  return 3 * total(user);
}

export function profile({ user, now }) {
  const segment = segment_user({ user, now });
  return {
    segment,
    churn_risk: predict_churn({ user, now }),
    ltv: estimate_ltv({ user }),
    recommendations: [actions[segment]],
  };
}

export function segment_many({ users, now }) {
  const counts = Object.fromEntries(Object.keys(actions).map((segment) => [segment, 0]));
  for (const user of users) counts[segment_user({ user, now })] += 1;
  return counts;
}
